using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Learning.Checkpoints;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;
using static TorchSharp.torch;

namespace OrleansDro.Hosting;

/// <summary>A run that was trained to its end, and its model.</summary>
/// <param name="Spec">The spec.</param>
/// <param name="Result">Losses, validation, timing.</param>
/// <param name="Folder">The folder of its files.</param>
/// <param name="ModelFile">The file of its parameters, in the safetensors format.</param>
/// <param name="Catalog">What the spec can name.</param>
public sealed record TrainedRun(RunSpec Spec, RunResult Result, string Folder, string ModelFile, LearningCatalog Catalog)
{
    /// <summary>Builds the network and loads the trained parameters, on the CPU and in evaluation mode. The caller disposes of it.</summary>
    /// <returns>The network: inputs of shape (cases, channels, extents…) to scores of shape (cases, classes, extents…).</returns>
    /// <exception cref="InvalidInputException">The data set, which says how many channels and classes there are, cannot be opened any more, or the file of the model is gone.</exception>
    public nn.Module<Tensor, Tensor> LoadModel()
    {
        var task = Catalog.CreateDataSet(Spec.Data.Name, Spec.Data.ParseOptions(), Spec.Seed).Task;
        var network = Catalog.CreateModel(Spec.Model.Name, Spec.Model.ParseOptions(), task);
        ModelWeights.Load(network, ModelFile);
        network.eval();
        return network;
    }
}
