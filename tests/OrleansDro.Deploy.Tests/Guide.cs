namespace OrleansDro.Deploy.Tests;

/// <summary><c>deploy/README.md</c>.</summary>
internal static class Guide
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "README.md"));
}
