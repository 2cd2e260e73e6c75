namespace OrleansDro.Deploy.Tests.Images;

/// <summary>One instruction of a Dockerfile.</summary>
/// <param name="Name">Its name in capitals.</param>
/// <param name="Options">Its options, such as <c>--from=build</c>.</param>
/// <param name="Text">What follows, in one line.</param>
internal sealed record Instruction(string Name, IReadOnlyList<string> Options, string Text)
{
    /// <summary>The variables that an ENV sets.</summary>
    public IEnumerable<KeyValuePair<string, string>> Variables =>
        Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1]));

    /// <summary>The value of an option; null where it is not given.</summary>
    public string? Option(string name) => Options.SingleOrDefault(option => option.StartsWith($"--{name}=", StringComparison.Ordinal))?[(name.Length + 3)..];
}
