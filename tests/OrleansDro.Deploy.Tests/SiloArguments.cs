using System.Reflection;
using OrleansDro.Cli.Commands;
using OrleansDro.Grains;
using OrleansDro.Hosting.Cluster;

namespace OrleansDro.Deploy.Tests;

/// <summary>What the command takes.</summary>
internal static class SiloArguments
{
    /// <summary>The environment variables that OrleansDro reads: all constants of its assemblies that name one.</summary>
    public static IReadOnlySet<string> Variables { get; } = new[] { typeof(CommandLine), typeof(ClusterSilo), typeof(NodeOptions) }
        .SelectMany(type => type.Assembly.GetTypes())
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Where(field => field.IsLiteral && field.FieldType == typeof(string))
        .Select(field => (string)field.GetRawConstantValue()!)
        .Where(value => value.StartsWith("ORLEANSDRO_", StringComparison.Ordinal))
        .ToHashSet();

    /// <summary>Fails unless the command takes the arguments.</summary>
    public static void AssertTaken(IEnumerable<string> arguments)
    {
        string[] expanded = [.. arguments.Select(argument => argument.Replace("$(POD_IP)", "10.0.0.1", StringComparison.Ordinal).Replace("$(POD_NAME)", "pod", StringComparison.Ordinal))];
        var parsed = CommandLine.Parse(expanded);
        Assert.True(parsed.Errors.Count == 0, string.Join('\n', parsed.Errors.Select(error => error.Message)));
        Assert.Equal("silo", parsed.CommandResult.Command.Name);
    }
}
