using System.ComponentModel.DataAnnotations;
using OrleansDro.Robustness.Errors;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Randomness;
using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// Hardness weighted sampling (Fidon et al.: "Distributionally Robust Deep Learning using Hardness Weighted Sampling", MELBA 2022:019).
/// </summary>
public sealed record SamplingOptions
{
    // The paper's code breaks the symmetry of equal start values with this much noise.
    private const double RelativeStartNoise = 0.001;

    /// <summary>
    /// The inverse temperature beta of q = softmax(beta * loss), in 1 / loss. 0 is uniform sampling, a large
    /// value draws the hardest case only. It has no meaning without the scale of the losses: for losses of standard deviation sigma about
    /// n * exp(-(beta * sigma)^2) cases share the draws.
    /// </summary>
    [Range(0, double.MaxValue)]
    public double Beta { get; init; } = 10;

    /// <summary>What steers beta while the training goes on.</summary>
    public TemperatureOptions Temperature { get; init; } = new();

    /// <summary>
    /// Whether the slots of a batch draw independently, so that a case can be drawn more than once. False is the choice of the
    /// paper's code and is biased: a case cannot fill more than one slot however hard it is, so the batch's mean gradient is not that of the
    /// robust objective (losses 0, 1, 2, 3 at beta 10 and a batch of 2: the hardest case has q = 0.99995 and fills half of the batch).
    /// </summary>
    public bool Replacement { get; init; } = true;

    /// <summary>
    /// The share gamma of draws that are uniform over the n eligible cases: q' = (1 - gamma) * q + gamma / n. It bounds
    /// how stale a loss gets: every case comes up within n / (gamma * batch) expected steps.
    /// </summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double MixingFloor { get; init; }

    /// <summary>
    /// The steps A within which every case is drawn at least once, or 0 for no such promise. The first ceil(n / A) slots of each batch then go round
    /// all cases; their share of the batch counts as a mixing floor. A batch must have more slots than that.
    /// </summary>
    [Range(0, double.MaxValue)]
    public int RevisitEvery { get; init; }

    /// <summary>The momentum m of the history, s becomes m * s + (1 - m) * loss; 0 keeps the latest loss.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Momentum { get; init; }

    /// <summary>How a case ranks before its first loss is known.</summary>
    public StartKind Start { get; init; }

    /// <summary>
    /// The loss c at which cases start under <see cref="StartKind.Constant"/>. Gaussian noise of standard deviation 0.001 * |c|
    /// is added.
    /// </summary>
    [Range(double.MinValue, double.MaxValue)]
    public double StartLoss { get; init; } = 2;

    /// <summary>The correction for stale losses.</summary>
    public ImportanceWeighting ImportanceWeighting { get; init; } = new();

    /// <summary>The first option that is out of its range, or null if there is none.</summary>
    public InvalidOption? FindInvalid() =>
        OptionRanges.FindInvalid(this)
        ?? InvalidOption.Unless(Enum.IsDefined(Start), Start, string.Join(" or ", Enum.GetNames<StartKind>()))
        ?? ImportanceWeighting.FindInvalid()?.Within(nameof(ImportanceWeighting))
        ?? Temperature.FindInvalid()?.Within(nameof(Temperature));

    /// <summary>Checks the ranges of the options.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range; the message names both.</exception>
    public void Validate()
    {
        if (FindInvalid() is { } invalid)
        {
            throw invalid.ToException();
        }
    }

    /// <summary>The record of a case before it is first drawn.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="caseIndex">The case, 0 or more.</param>
    public CaseRecord StartOf(long seed, int caseIndex)
    {
        if (Start == StartKind.Optimistic)
        {
            return CaseRecord.Unseen;
        }

        var noise = new CounterRandom(seed, RandomPurpose.InitialLoss, 0, caseIndex).NextGaussian();
        return CaseRecord.Unseen with { Loss = StartLoss + RelativeStartNoise * Math.Abs(StartLoss) * noise };
    }

    /// <summary>Appends cases to a history as they are before they are first drawn.</summary>
    internal void Append(CaseHistory history, int count, long seed)
    {
        var first = history.Count;
        history.Grow(count);
        for (var i = first; i < history.Count && Start != StartKind.Optimistic; i++)
        {
            history[i] = StartOf(seed, i);
        }
    }
}
