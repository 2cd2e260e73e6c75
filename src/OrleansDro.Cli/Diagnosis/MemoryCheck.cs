namespace OrleansDro.Cli.Diagnosis;

/// <summary>Whether there is enough memory for the shipped specs.</summary>
internal static class MemoryCheck
{
    /// <summary>The check's name.</summary>
    public const string Name = "memory";

    /// <summary>
    /// A rule of thumb. With the network of hippocampus and patches of 44x44x44 a process with one trainer was measured to take 0.7 GiB, with phantom 0.45 GiB; the rest is for the
    /// cases that a data set keeps in memory.
    /// </summary>
    private const long Enough = 2 * Bytes.Gibi;

    private const string Remedy = "2 GiB are enough for one trainer of a shipped spec. Close other programs, or use smaller batches (batchSize) and fewer trainers.";

    /// <summary>Checks this machine.</summary>
    public static IEnumerable<Finding> Run() => Judge(MemoryFacts.Read(ControlGroup.Read("/")));

    /// <summary>Judges.</summary>
    /// <param name="facts">The facts about the memory.</param>
    public static IEnumerable<Finding> Judge(MemoryFacts facts)
    {
        var machine = $"{Bytes.Format(facts.Available)} of {Bytes.Format(facts.Total)} are free";
        yield return facts.Available >= Enough ? Finding.Ok("machine", machine) : Finding.Warning("machine", machine, Remedy);
        if (facts is { GroupLimit: { } limit, GroupFree: { } free } && limit < facts.Total)
        {
            var group = $"{Bytes.Format(free)} of the limit of {Bytes.Format(limit)} are left";
            yield return free >= Enough ? Finding.Ok("controlGroup", group) : Finding.Warning("controlGroup", group, "Raise the memory limit of the container. " + Remedy);
        }
        else
        {
            yield return Finding.Ok("controlGroup", "has no limit");
        }
    }
}
