using OrleansDro.Hosting.Cluster;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Diagnosis;

/// <summary>What a check has found.</summary>
/// <param name="Check">The check's name.</param>
/// <param name="Findings">What it has found.</param>
internal sealed record CheckResult(string Check, IReadOnlyList<Finding> Findings)
{
    /// <summary>Runs a check. Whatever goes wrong in it is a failure that it finds, so that the other checks are made too.</summary>
    /// <param name="check">The check.</param>
    public static async Task<CheckResult> OfAsync(Check check)
    {
        try
        {
            return new CheckResult(check.Name, await check.Run());
        }
        catch (Exception exception) when (exception is InvalidInputException or ClusterException)
        {
            return new CheckResult(check.Name, [Finding.Failure(check.Name, exception.Message, "See the message.")]);
        }
#pragma warning disable CA1031 // A machine on which something is odd can make any call fail.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new CheckResult(
                check.Name, [Finding.Failure(check.Name, $"The check failed: {exception.GetType().Name}: {exception.Message.Split('\n')[0]}", "Please report this as a defect, with the output of --json.")]);
        }
    }
}
