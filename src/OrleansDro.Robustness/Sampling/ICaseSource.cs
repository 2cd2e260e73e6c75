using OrleansDro.Robustness.History;

namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// The cases of a run as draws see them, in the memory of this process or in shards on several machines.
/// <see cref="StepDraws"/> uses only this interface, so the draws are the same for both.
/// </summary>
/// <remarks>
/// A source in memory completes each operation before it returns, and so does a draw from it. A source is used by one draw at a time.
/// </remarks>
public interface ICaseSource
{
    /// <summary>How many cases there are, including those that must not be drawn.</summary>
    int Cases { get; }

    /// <summary>Finds the cases on which points lie. Each of them can be drawn.</summary>
    /// <param name="points">Points on the line of all cases.</param>
    /// <param name="located">Receives the case of each point, in the order of the points.</param>
    /// <exception cref="InvalidOperationException">There is no case of the kind of a point.</exception>
    ValueTask LocateAsync(ReadOnlyMemory<DrawPoint> points, Memory<LocatedCase> located);

    /// <summary>Reads the records of some cases.</summary>
    /// <param name="cases">The cases, each 0 or more and below <see cref="Cases"/>.</param>
    /// <param name="records">Receives the record of each case, in the order of the cases.</param>
    ValueTask GetRecordsAsync(ReadOnlyMemory<int> cases, Memory<CaseRecord> records);

    /// <summary>Takes a case out of all later draws until <see cref="RestoreAsync"/>. Its record stays as it is.</summary>
    /// <param name="caseIndex">A case that can be drawn and is not withheld.</param>
    ValueTask WithholdAsync(int caseIndex);

    /// <summary>Puts all withheld cases back.</summary>
    ValueTask RestoreAsync();
}
