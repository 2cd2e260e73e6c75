using static TorchSharp.torch;

namespace OrleansDro.Learning.Optimization;

/// <summary>Updates the flat parameters from the flat gradient. Works on the Torch thread only.</summary>
public interface IOptimizer : IDisposable
{
    /// <summary>The state that a resumed run needs, by name; each of the shape of the parameters. Empty before <see cref="Bind"/>.</summary>
    IReadOnlyDictionary<string, Tensor> State { get; }

    /// <summary>Makes the state for a model's parameters. Called once.</summary>
    void Bind(FlatParameters parameters);

    /// <summary>Takes one step; may overwrite the gradient.</summary>
    /// <param name="step">The step's number from 0.</param>
    /// <param name="learningRate">The learning rate of this step.</param>
    void Step(long step, double learningRate);
}
