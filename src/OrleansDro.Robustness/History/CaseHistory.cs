using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OrleansDro.Robustness.Numerics;

namespace OrleansDro.Robustness.History;

/// <summary>
/// The histories of many cases in 16 bytes each: the loss as sampling sees it, and beside it the last step, the visits and the status.
/// Not safe for use by several threads at a time.
/// </summary>
public sealed class CaseHistory
{
    /// <summary>The largest step that a history can hold.</summary>
    public const long LargestStep = int.MaxValue;

    /// <summary>The most visits that a history can count; the count stays there if there are more.</summary>
    public const int MostVisits = (1 << StatusShift) - 1;

    // The value that sampling reads instead of the loss of a case that must not be drawn.
    private const double NotDrawn = double.NegativeInfinity;
    private const int StatusShift = 30;

    // The losses of cases that are not drawn, or hidden. There are few of them.
    private readonly Dictionary<int, double> _setAside = [];
    private CacheLines<Vector512<double>> _losses = new(0);
    private CacheLines<Visits> _visits = new(0);
    private bool _kindsChanged;

    /// <summary>Creates the histories of unseen cases.</summary>
    /// <param name="count">How many cases, 0 to 2^29.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is outside its range.</exception>
    public CaseHistory(int count) => Grow(count);

    /// <summary>Creates histories from records.</summary>
    /// <exception cref="ArgumentException">A record has an infinite loss, a step or visits outside their range, or an unknown status.</exception>
    public CaseHistory(ReadOnlySpan<CaseRecord> records)
        : this(records.Length)
    {
        for (var i = 0; i < records.Length; i++)
        {
            this[i] = records[i];
        }
    }

    /// <summary>How many cases there are.</summary>
    public int Count { get; private set; }

    /// <summary>The history of a case.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such case.</exception>
    /// <exception cref="ArgumentException">The record has an infinite loss, a step or visits outside their range, or an unknown status.</exception>
    public CaseRecord this[int caseIndex]
    {
        get => Get(Checked(caseIndex), _visits[caseIndex], Loss(caseIndex));

        set
        {
            Check(value);
            Set(Checked(caseIndex), ref _visits[caseIndex], ref Loss(caseIndex), value);
        }
    }

    /// <summary>Creates the histories of cases with known losses, each visited once.</summary>
    /// <param name="losses">The finite loss of each case.</param>
    /// <param name="step">The step that produced them, 0 to <see cref="LargestStep"/>.</param>
    /// <exception cref="ArgumentException">There are no losses, one is not finite, or the step is outside its range.</exception>
    public static CaseHistory OfLosses(ReadOnlySpan<double> losses, long step)
    {
        var history = new CaseHistory(losses.Length);
        history.Load(losses, step);
        return history;
    }

    /// <summary>Replaces all histories by those of cases with known losses, each visited once.</summary>
    /// <param name="losses">The finite loss of each case.</param>
    /// <param name="step">The step that produced them, 0 to <see cref="LargestStep"/>.</param>
    /// <exception cref="ArgumentException">There is not one loss for each case, one is not finite, or the step is outside its range.</exception>
    public void Load(ReadOnlySpan<double> losses, long step)
    {
        if (losses.Length != Count)
        {
            throw new ArgumentException($"There are {Count} cases, but {losses.Length} losses were given.", nameof(losses));
        }

        Guard.FiniteValues(losses);
        if (step is < 0 or > LargestStep)
        {
            throw new ArgumentOutOfRangeException(nameof(step), step, $"The step must be from 0 to {LargestStep}.");
        }

        losses.CopyTo(Losses);
        _visits.Span.Fill(new Visits((int)step, 1 | ((uint)CaseStatus.Seen << StatusShift)));
        _setAside.Clear();
        _kindsChanged = true;
    }

    /// <summary>Appends unseen cases.</summary>
    /// <param name="count">How many, 0 or more; 2^29 cases at most in all.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is outside its range.</exception>
    public void Grow(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, (1 << 29) - Count);
        var (old, grown) = (Count, Count + count);
        var visits = new CacheLines<Visits>(grown);
        _visits.Span.CopyTo(visits.Span);
        visits.Span[old..].Fill(new Visits(-1, 0));
        _visits = visits;
        var losses = new CacheLines<Vector512<double>>((grown + Vector512<double>.Count - 1) / Vector512<double>.Count);
        Losses[..old].CopyTo(Numbers(losses));
        _losses = losses;
        Losses[old..grown].Fill(double.NaN);
        Losses[grown..].Fill(NotDrawn);
        Count = grown;
    }

    /// <summary>A copy of all records.</summary>
    public CaseRecord[] ToArray()
    {
        var records = new CaseRecord[Count];
        for (var i = 0; i < Count; i++)
        {
            records[i] = this[i];
        }

        return records;
    }

    /// <summary>
    /// The losses as sampling reads them, in groups of eight: not a number for a case without a loss, negative infinity for one that must not be drawn and after the end.
    /// </summary>
    internal CacheLines<Vector512<double>> DrawnLosses => _losses;

    /// <summary>The losses of a range of cases as sampling reads them; what lies beyond the end is left out.</summary>
    internal ReadOnlySpan<double> LossesOf(int first, int count) => Losses.Slice(first, Math.Min(count, Count - first));

    /// <summary>The loss of a case that exists and can be drawn; NaN if it has none.</summary>
    internal double LossOf(int caseIndex) => Loss(caseIndex);

    /// <summary>The last step of a case that exists.</summary>
    internal long LastStepOf(int caseIndex) => _visits[caseIndex].LastStep;

    /// <summary>
    /// Credits the losses of a step in the order of their slots. A case that several slots drew takes all of its losses; one that has a loss of this
    /// or of a later step takes none.
    /// </summary>
    /// <param name="step">The step, 0 to <see cref="LargestStep"/>.</param>
    /// <param name="cases">The case of each slot; all of them exist.</param>
    /// <param name="losses">The loss of each slot.</param>
    /// <param name="momentum">The momentum m of the history, in [0, 1).</param>
    internal void Credit(long step, ReadOnlySpan<int> cases, ReadOnlySpan<double> losses, double momentum)
    {
        // In locals, so that the loops do not read the fields again for each slot.
        var visits = _visits.Span;
        var drawnLosses = Losses;
        foreach (var caseIndex in cases)
        {
            CacheLines<Visits>.Fetch(ref visits[caseIndex]);
            CacheLines<double>.Fetch(ref drawnLosses[caseIndex]);
        }

        // Decided before any loss is credited, because a case of several slots takes all of their losses.
        const int MostOnStack = 512;
        var counts = cases.Length <= MostOnStack ? stackalloc bool[cases.Length] : new bool[cases.Length];
        for (var slot = 0; slot < cases.Length; slot++)
        {
            counts[slot] = CaseRecord.IsBefore(visits[cases[slot]].LastStep, step);
        }

        for (var slot = 0; slot < cases.Length; slot++)
        {
            if (counts[slot])
            {
                var caseIndex = cases[slot];
                var record = Get(caseIndex, visits[caseIndex], drawnLosses[caseIndex]).Credit(step, losses[slot], momentum);
                Set(caseIndex, ref visits[caseIndex], ref drawnLosses[caseIndex], record with { Visits = Math.Min(record.Visits, MostVisits) });
            }
        }
    }

    /// <summary>Hides a case that can be drawn from the sampling, without a change of its history.</summary>
    internal void Hide(int caseIndex)
    {
        ref var loss = ref Loss(caseIndex);
        _setAside[caseIndex] = loss;
        loss = NotDrawn;
        _kindsChanged = true;
    }

    /// <summary>Undoes <see cref="Hide"/>.</summary>
    internal void Show(int caseIndex)
    {
        _ = _setAside.Remove(caseIndex, out var loss);
        Loss(caseIndex) = loss;
        _kindsChanged = true;
    }

    /// <summary>Whether a case may have become seen, unseen or not drawn since the last call. If not, which is the usual case, an index keeps its counts.</summary>
    internal bool TakeKindsChanged()
    {
        var changed = _kindsChanged;
        _kindsChanged = false;
        return changed;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private CaseRecord Get(int caseIndex, Visits visits, double loss) => new(
        loss == NotDrawn ? _setAside[caseIndex] : loss,
        visits.LastStep,
        (int)(visits.CountAndStatus & MostVisits),
        (CaseStatus)(visits.CountAndStatus >> StatusShift));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Set(int caseIndex, ref Visits visits, ref double loss, CaseRecord record)
    {
        visits = new Visits((int)record.LastStep, (uint)record.Visits | ((uint)record.Status << StatusShift));
        var drawnLoss = record.CanBeDrawn ? record.Loss : NotDrawn;
        if (loss == NotDrawn || drawnLoss == NotDrawn)
        {
            SetAside(caseIndex, record);
        }
        else
        {
            _kindsChanged |= double.IsNaN(loss) != double.IsNaN(drawnLoss);
        }

        loss = drawnLoss;
    }

    private void SetAside(int caseIndex, CaseRecord record)
    {
        _kindsChanged = true;
        if (record.CanBeDrawn)
        {
            _setAside.Remove(caseIndex);
        }
        else
        {
            _setAside[caseIndex] = record.Loss;
        }
    }

    private static void Check(CaseRecord record)
    {
        if (double.IsInfinity(record.Loss)
            || record.LastStep is < -1 or > LargestStep
            || record.Visits is < 0 or > MostVisits
            || record.Status is < CaseStatus.Unseen or > CaseStatus.Removed)
        {
            throw new ArgumentException(
                $"A record must have a loss that is not infinite, a last step from -1 to {LargestStep}, 0 to {MostVisits} visits and a known status; this one is {record}.",
                nameof(record));
        }
    }

    private ref double Loss(int caseIndex) => ref Unsafe.Add(ref Unsafe.As<Vector512<double>, double>(ref _losses[0]), caseIndex);

    private Span<double> Losses => Numbers(_losses);

    private static Span<double> Numbers(CacheLines<Vector512<double>> groups) => MemoryMarshal.Cast<Vector512<double>, double>(groups.Span);

    private int Checked(int caseIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(caseIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(caseIndex, Count);
        return caseIndex;
    }

    /// <summary>The last step, and the count of visits with the status in its two upper bits.</summary>
    private readonly record struct Visits(int LastStep, uint CountAndStatus);
}
