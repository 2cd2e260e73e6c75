namespace OrleansDro.Robustness.Sampling;

/// <summary>q = softmax(beta * loss) over the cases of a mass.</summary>
internal sealed class SoftmaxDistribution : ICaseDistribution
{
    private readonly double _reference, _scaledSum, _seenMass, _totalMass, _logTotalMass;
    private readonly int _unseenCases;

    /// <summary>Creates the distribution over the cases of a mass.</summary>
    /// <param name="mass">The mass of the cases at beta.</param>
    /// <param name="beta">The inverse temperature, 0 or more and finite, in 1 / loss.</param>
    /// <param name="unseenLoss">The loss at which unseen cases rank.</param>
    public SoftmaxDistribution(in HardnessMass mass, double beta, double unseenLoss)
    {
        (Dual, UnseenLoss, EligibleCases) = (beta, unseenLoss, mass.EligibleCases);
        (_scaledSum, _unseenCases) = (mass.ScaledSum, mass.UnseenCases);
        _reference = mass.ReferenceLoss(unseenLoss);
        _seenMass = mass.SeenMass(beta, _reference);
        _totalMass = _seenMass + mass.UnseenMass(beta, unseenLoss, _reference);
        _logTotalMass = Math.Log(_totalMass);
    }

    /// <inheritdoc/>
    public int EligibleCases { get; }

    /// <inheritdoc/>
    public double UnseenLoss { get; }

    /// <inheritdoc/>
    public double Dual { get; }

    /// <inheritdoc/>
    public DrawPoint PointAt(double uniform)
    {
        var mark = uniform * _totalMass;
        return mark < _seenMass || _unseenCases == 0
            ? new DrawPoint(DrawKind.Seen, mark / _seenMass * _scaledSum)
            : DrawPoint.OfCount(DrawKind.Unseen, (mark - _seenMass) / (_totalMass - _seenMass), _unseenCases);
    }

    /// <inheritdoc/>
    public double LogProbability(double loss) => HardnessMass.LogRatio(Dual, loss, _reference) - _logTotalMass;
}
