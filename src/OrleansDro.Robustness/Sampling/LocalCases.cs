using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Robustness.Sampling;

/// <summary>Cases in the memory of this process. Each operation completes before it returns.</summary>
/// <param name="history">Their history.</param>
/// <param name="index">The index of that history.</param>
internal sealed class LocalCases(CaseHistory history, HardnessIndex index) : IHardnessSource
{
    private const int MostOnStack = 512;

    /// <inheritdoc/>
    public int Cases => history.Count;

    /// <inheritdoc/>
    public HardnessMass Mass => index.Mass;

    /// <inheritdoc/>
    public double Beta => index.Beta;

    /// <inheritdoc/>
    public ValueTask SetBetaAsync(double beta)
    {
        index.Beta = beta;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<LossMoments> GetMomentsAsync(double beta)
    {
        var (moments, reference) = (default(LossMoments), Mass.MaximumLoss);
        for (var block = 0; block < index.Blocks; block++)
        {
            moments = moments.Add(index.MomentsOf(block, beta, reference));
        }

        return new ValueTask<LossMoments>(moments);
    }

    /// <inheritdoc/>
    public ValueTask LocateAsync(ReadOnlyMemory<DrawPoint> points, Memory<LocatedCase> located)
    {
        var cases = points.Length <= MostOnStack ? stackalloc int[points.Length] : new int[points.Length];
        index.Locate(points.Span, cases);
        var found = located.Span;
        for (var i = 0; i < cases.Length; i++)
        {
            found[i] = new LocatedCase(cases[i], history.LossOf(cases[i]));
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask GetRecordsAsync(ReadOnlyMemory<int> cases, Memory<CaseRecord> records)
    {
        for (var i = 0; i < cases.Length; i++)
        {
            records.Span[i] = history[cases.Span[i]];
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask WithholdAsync(int caseIndex)
    {
        index.Withhold(caseIndex);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RestoreAsync()
    {
        index.Restore();
        return ValueTask.CompletedTask;
    }
}
