namespace OrleansDro.Grains.Tests.Contracts;

/// <summary>During a rolling upgrade silos of two versions talk to each other: what they say must keep its names and numbers.</summary>
public sealed class MessageContractTests
{
    private static readonly string File = Path.Combine(Repository.Root, "tests", "OrleansDro.Grains.Tests", "Contracts", "messages.txt");

    [Fact]
    public void Messages_All_HaveANameAndNumbersOfTheirOwn()
    {
        Assert.InRange(MessageContract.Messages.Count, 50, 1000);
        Assert.All(MessageContract.Messages.Concat(MessageContract.Grains), type => Assert.True(MessageContract.AliasOf(type) is not null, $"{type} needs [Alias]."));
        Assert.All(MessageContract.Messages, type =>
        {
            var numbers = MessageContract.NumberedMembersOf(type).Select(item => item.Id).ToArray();
            Assert.True(numbers.Length == numbers.Distinct().Count(), $"{type} uses a number twice.");
        });
        Assert.All(MessageContract.Grains.SelectMany(type => type.GetMethods()), method => Assert.True(MessageContract.AliasOf(method) is not null, $"{method.DeclaringType}.{method.Name} needs [Alias]."));
        var names = MessageContract.Messages.Concat(MessageContract.Grains).Select(MessageContract.AliasOf).ToArray();
        Assert.Equal(names.Distinct().Count(), names.Length);
    }

    /// <summary>Orleans gives a parameter that a message of an older silo lacks the zero of its type, whatever default it is declared with.</summary>
    [Fact]
    public void Messages_DefaultsOfParameters_AreTheZeroOfTheirTypes() => Assert.Empty(
        from type in MessageContract.Messages
        from constructor in type.GetConstructors()
        from parameter in constructor.GetParameters()
        where parameter.HasDefaultValue && parameter.DefaultValue is { } value && !value.Equals(value.GetType().IsValueType ? Activator.CreateInstance(value.GetType()) : null)
        select $"{type.Name} {parameter.Name}");

    [Fact]
    public void Lines_OfTheLastVersion_AreAllThereStill()
    {
        var recorded = System.IO.File.ReadAllLines(File);
        var now = MessageContract.Lines;
        Assert.True(
            !recorded.Except(now).Any(),
            $"A silo of the version before still sends these, and would not be understood. Put them back, and give what is new a name or number of its own:\n{string.Join('\n', recorded.Except(now))}");
        Assert.True(
            !now.Except(recorded).Any(),
            $"These are new. See that a silo of the version before can do without them, and add them to {File}:\n{string.Join('\n', now.Except(recorded))}");
    }
}
