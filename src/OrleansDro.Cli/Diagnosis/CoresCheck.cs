using System.Globalization;
using OrleansDro.Grains.Training.Lifecycle;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Cli.Diagnosis;

/// <summary>Compares the cores of the process with the threads of a trainer.</summary>
internal static class CoresCheck
{
    /// <summary>The check's name.</summary>
    public const string Name = "cores";

    /// <summary>Checks this process.</summary>
    /// <param name="threads">The threads of a trainer of the shipped specs.</param>
    public static IEnumerable<Finding> Run(int threads)
    {
        var settings = TorchRuntime.Prepare();
        return [.. Judge(CoreFacts.Read(ControlGroup.Read("/"), settings.Cores), threads), Finding.Ok("spinning", settings.Spinning.Summary)];
    }

    /// <summary>Judges.</summary>
    /// <param name="facts">The facts about the cores.</param>
    /// <param name="threads">The threads of a trainer of the shipped specs, at least 1.</param>
    public static IEnumerable<Finding> Judge(CoreFacts facts, int threads)
    {
        var trainer = string.Create(CultureInfo.InvariantCulture, $"{threads} for a trainer of the shipped specs");
        yield return Finding.Ok("usable", string.Join("; ", Limits(facts)));
        yield return ThreadShare.Excess(threads, facts.Usable, devices: 1) is { } problem ? Finding.Warning("threads", trainer, problem) : Finding.Ok("threads", trainer);
    }

    private static IEnumerable<string> Limits(CoreFacts facts)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"{facts.Usable} of the machine's {facts.Machine ?? facts.Usable}");
        if (facts.Affinity is { } affinity && affinity < facts.Machine)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"affinity allows {affinity}");
        }

        if (facts.Quota is { } quota)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"the control group allows the time of {quota:0.##}");
        }
    }
}
