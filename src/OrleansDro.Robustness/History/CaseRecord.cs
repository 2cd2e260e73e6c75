using System.Runtime.CompilerServices;

namespace OrleansDro.Robustness.History;

/// <summary>The history of one case.</summary>
/// <param name="Loss">The latest finite loss, smoothed by the history's momentum; NaN while there is none.</param>
/// <param name="LastStep">The step that produced the loss; -1 while there is none.</param>
/// <param name="Visits">How many draws of the case were credited: two if two slots of one step drew it.</param>
/// <param name="Status">Whether the case is unseen, seen, quarantined or removed.</param>
public readonly record struct CaseRecord(double Loss, long LastStep, int Visits, CaseStatus Status)
{
    /// <summary>An unseen case.</summary>
    public static CaseRecord Unseen { get; } = new(double.NaN, -1, 0, CaseStatus.Unseen);

    /// <summary>
    /// The record after a step that used the case: s becomes m * s + (1 - m) * loss for each loss in turn, and a case without a recorded loss takes
    /// its first loss unchanged. A step that is not later than <see cref="LastStep"/> changes nothing, so a report may arrive twice.
    /// A loss that is not finite quarantines the case and keeps the last finite loss.
    /// </summary>
    /// <param name="step">The step, 0 or more.</param>
    /// <param name="losses">The losses of all slots of the step that drew the case, in the order of the slots; one or more.</param>
    /// <param name="momentum">The momentum m of the history, in [0, 1).</param>
    /// <exception cref="ArgumentException">There are no losses.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative.</exception>
    public CaseRecord Visit(long step, ReadOnlySpan<double> losses, double momentum)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        if (losses.IsEmpty)
        {
            throw new ArgumentException("A visit has at least one loss.", nameof(losses));
        }

        if (!IsBefore(step))
        {
            return this;
        }

        var record = this;
        foreach (var loss in losses)
        {
            record = record.Credit(step, loss, momentum);
        }

        return record;
    }

    /// <summary>Whether the last credited step is before a step. Only then does the step's loss count: a report may arrive twice.</summary>
    /// <param name="step">The step, 0 or more.</param>
    public bool IsBefore(long step) => IsBefore(LastStep, step);

    /// <summary>Whether the sampling may draw the case.</summary>
    public bool CanBeDrawn => Status is CaseStatus.Unseen or CaseStatus.Seen;

    /// <summary>The record of a case that is taken out of the sampling; a removed case stays removed.</summary>
    public CaseRecord Quarantine() => Status == CaseStatus.Removed ? this : this with { Status = CaseStatus.Quarantined };

    /// <summary>The record of a quarantined case that is put back, ranked by its recorded loss; any other case stays as it is.</summary>
    public CaseRecord Release() => Status != CaseStatus.Quarantined
        ? this
        : this with { Status = LastStep < 0 || double.IsNaN(Loss) ? CaseStatus.Unseen : CaseStatus.Seen };

    /// <summary>The record of a case that is no longer one of the run's.</summary>
    public CaseRecord Remove() => this with { Status = CaseStatus.Removed };

    /// <summary><see cref="IsBefore(long)"/> of a record of which only the last step is available.</summary>
    internal static bool IsBefore(long lastStep, long step) => lastStep < step;

    /// <summary>
    /// The record after one of a step's losses, whether or not it <see cref="IsBefore(long)"/> the step: the one rule of credit. <see cref="Visit"/> and
    /// <see cref="CaseHistory.Credit"/> apply it to all losses of a step.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal CaseRecord Credit(long step, double loss, double momentum)
    {
        var status = CanBeDrawn ? CaseStatus.Seen : Status;
        return !double.IsFinite(loss)
            ? new CaseRecord(Loss, step, Visits + 1, status == CaseStatus.Removed ? status : CaseStatus.Quarantined)
            : new CaseRecord(double.IsNaN(Loss) ? loss : momentum * Loss + (1 - momentum) * loss, step, Visits + 1, status);
    }
}
