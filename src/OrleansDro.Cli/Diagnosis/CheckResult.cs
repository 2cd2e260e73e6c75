using OrleansDro.Cli.Options;
using OrleansDro.Hosting.Cluster;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Diagnosis;

/// <summary>The findings of a check.</summary>
/// <param name="Check">The check's name.</param>
/// <param name="Findings">Its findings.</param>
internal sealed record CheckResult(string Check, IReadOnlyList<Finding> Findings)
{
    /// <summary>Runs a check. An exception becomes a finding, so that the other checks still run.</summary>
    /// <param name="check">The check.</param>
    public static async Task<CheckResult> OfAsync(Check check)
    {
        try
        {
            return new CheckResult(check.Name, await check.Run());
        }
        catch (Exception exception) when (exception is InvalidInputException or ClusterException)
        {
            return new CheckResult(check.Name, [Finding.Failure(check.Name, OptionFlags.NameIn(exception.Message), "See the message.")]);
        }
#pragma warning disable CA1031 // On a broken machine any call can fail.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new CheckResult(
                check.Name, [Finding.Failure(check.Name, $"The check failed: {exception.GetType().Name}: {exception.Message.Split('\n')[0]}", "Please report this as a bug, with the output of --json.")]);
        }
    }
}
