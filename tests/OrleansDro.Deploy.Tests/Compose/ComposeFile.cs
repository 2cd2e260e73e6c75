using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace OrleansDro.Deploy.Tests.Compose;

/// <summary>The fields of the Compose specification that <c>compose.yaml</c> uses; any other is an error.</summary>
internal sealed class ComposeFile
{
    public string Name { get; set; } = "";

    [YamlMember(Alias = "x-silo", ApplyNamingConventions = false)]
    public ComposeService Silo { get; set; } = new();

    public Dictionary<string, ComposeService> Services { get; set; } = [];

    public Dictionary<string, string?> Volumes { get; set; } = [];

    /// <summary>The folder of the file.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "deploy", "compose");

    public static ComposeFile Read()
    {
        using var reader = File.OpenText(Path.Combine(Folder, "compose.yaml"));
        return new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).WithDuplicateKeyChecking().Build()
            .Deserialize<ComposeFile>(new MergingParser(new Parser(reader)));
    }
}

internal sealed class ComposeService
{
    public string Image { get; set; } = "";

    public ComposeBuild? Build { get; set; }

    public List<string> Command { get; set; } = [];

    public Dictionary<string, string> Environment { get; set; } = [];

    public Dictionary<string, ComposeDependency> DependsOn { get; set; } = [];

    public List<string> Volumes { get; set; } = [];

    public List<string> Ports { get; set; } = [];

    public List<string> Tmpfs { get; set; } = [];

    public ComposeHealthCheck? Healthcheck { get; set; }

    public string? User { get; set; }

    public bool ReadOnly { get; set; }

    public List<string> CapDrop { get; set; } = [];

    public List<string> SecurityOpt { get; set; } = [];

    public string? StopGracePeriod { get; set; }

    public string? Restart { get; set; }
}

internal sealed class ComposeBuild
{
    public string Context { get; set; } = "";
}

internal sealed class ComposeDependency
{
    public string Condition { get; set; } = "";
}

internal sealed class ComposeHealthCheck
{
    public List<string> Test { get; set; } = [];

    public string? Interval { get; set; }

    public string? Timeout { get; set; }

    public int Retries { get; set; }
}
