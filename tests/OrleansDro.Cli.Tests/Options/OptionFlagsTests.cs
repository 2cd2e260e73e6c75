using OrleansDro.Cli.Commands;
using OrleansDro.Cli.Options;

namespace OrleansDro.Cli.Tests.Options;

public sealed class OptionFlagsTests
{
    [Fact]
    public void NameIn_MessageWithTwoOptions_NamesTheirFlags() => Assert.Equal(
        "If it requires TLS, use --redis-tls. Pass its CA with --redis-ca.",
        OptionFlags.NameIn("If it requires TLS, use RedisAccess.UsesTls. Pass its CA with RedisAccess.Authority."));

    [Fact]
    public void All_Flags_AreThoseOfCommands()
    {
        var known = CommandLine.Parse([]).RootCommandResult.Command.Subcommands.SelectMany(command => command.Options).Select(option => option.Name).ToHashSet();
        Assert.All(OptionFlags.All.SelectMany(option => option.Flags.Split([", ", " and "], StringSplitOptions.None)), flag => Assert.Contains(flag, known));
    }
}
