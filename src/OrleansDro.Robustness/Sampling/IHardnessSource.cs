using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Robustness.Sampling;

/// <summary>Cases that can be drawn with q = softmax(beta * loss): what <see cref="KullbackLeiblerObjective"/> needs of the losses.</summary>
public interface IHardnessSource : ICaseSource
{
    /// <summary>The mass at <see cref="Beta"/> of all cases that can be drawn and are not withheld.</summary>
    HardnessMass Mass { get; }

    /// <summary>The inverse temperature, 0 or more and finite, in 1 / loss.</summary>
    double Beta { get; }

    /// <summary>Changes the inverse temperature. A value other than <see cref="Beta"/> rebuilds the index in O(n).</summary>
    /// <param name="beta">The inverse temperature, 0 or more and finite, in 1 / loss.</param>
    ValueTask SetBetaAsync(double beta);

    /// <summary>Computes the moments of all losses at any inverse temperature, added up over blocks in their order, in O(n).</summary>
    /// <param name="beta">The inverse temperature, 0 or more and finite, in 1 / loss.</param>
    ValueTask<LossMoments> GetMomentsAsync(double beta);
}
