using System.Security.Cryptography.X509Certificates;

namespace OrleansDro.Hosting.Cluster;

/// <summary>Explains why a certificate is not trusted.</summary>
internal static class ChainProblems
{
    public static string Of(X509Chain? chain) => chain is { ChainStatus: [_, ..] problems }
        ? string.Join(", ", problems.Select(problem => problem.StatusInformation.TrimEnd('.', ' ', '\r', '\n')).Distinct())
        : "it is not trusted";
}
