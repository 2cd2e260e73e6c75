using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains;
using OrleansDro.Hosting.Cluster;
using OrleansDro.Hosting.Http;

namespace OrleansDro.Cli.Options;

/// <summary>Translates errors for users of the command: errors of the libraries name an option by its type and property, the command by its flag.</summary>
internal static class OptionFlags
{
    /// <summary>The options that errors of the libraries name, each with its flags on the command line.</summary>
    public static IReadOnlyList<(string Option, string Flags)> All { get; } =
    [
        ($"{nameof(NodeOptions)}.{nameof(NodeOptions.CheckpointRoot)}", "--checkpoint-root"),
        ($"{nameof(NodeOptions)}.{nameof(NodeOptions.DataRoot)}", "--data-root"),
        ($"{nameof(HttpApiOptions)}.{nameof(HttpApiOptions.Address)}", "--http-address"),
        ($"{nameof(HttpApiOptions)}.{nameof(HttpApiOptions.Hosts)}", "--http-host"),
        ($"{nameof(RedisAccess)}.{nameof(RedisAccess.UsesTls)}", "--redis-tls"),
        ($"{nameof(RedisAccess)}.{nameof(RedisAccess.Authority)}", "--redis-ca"),
        ($"{nameof(RedisAccess)}.{nameof(RedisAccess.Identity)}", "--tls-certificate, --tls-key and --tls-ca"),
        ($"{nameof(TlsFiles)}.{nameof(TlsFiles.Certificate)}", "--tls-certificate"),
        ($"{nameof(ClusterAddress)}.{nameof(ClusterAddress.Tls)}", "--tls-certificate, --tls-key and --tls-ca"),
        ($"{nameof(RunStart)}.{nameof(RunStart.Resume)}", "--resume"),
    ];

    /// <summary>Replaces the options that a message names by their flags.</summary>
    /// <param name="message">A message of a library.</param>
    public static string NameIn(string message) =>
        All.Aggregate(message, (text, option) => text.Replace(option.Option, option.Flags, StringComparison.Ordinal));
}
