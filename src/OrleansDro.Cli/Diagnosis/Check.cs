namespace OrleansDro.Cli.Diagnosis;

/// <summary>One part of the diagnosis.</summary>
/// <param name="Name">Its name; the same in each version, because scripts use it.</param>
/// <param name="Run">Runs the check and returns its findings.</param>
internal sealed record Check(string Name, Func<Task<IReadOnlyList<Finding>>> Run)
{
    /// <summary>A check that does not wait for anything.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="run">Runs the check and returns its findings.</param>
    public Check(string name, Func<IEnumerable<Finding>> run)
        : this(name, () => Task.FromResult<IReadOnlyList<Finding>>([.. run()]))
    {
    }
}
