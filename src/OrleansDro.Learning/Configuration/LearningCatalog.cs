using System.Text.Json;
using OrleansDro.Learning.Data;
using OrleansDro.Learning.Data.Decathlon;
using OrleansDro.Learning.Data.Idx;
using OrleansDro.Learning.Data.Phantoms;
using OrleansDro.Learning.Losses;
using OrleansDro.Learning.Models;
using OrleansDro.Learning.Optimization;
using OrleansDro.Robustness.Errors;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Configuration;

/// <summary>
/// The data sets, models, losses and optimizers that a spec can name. Add your own before the silo starts; their options are records that are
/// bound from the spec's JSON; an unknown field is an error.
/// </summary>
public sealed class LearningCatalog
{
    private readonly NamedComponents<long, IDataSet> _dataSets = new("data");
    private readonly NamedComponents<TaskDescription, nn.Module<Tensor, Tensor>> _models = new("model");
    private readonly NamedComponents<TaskDescription, TaskDescription> _smallestTasks = new("model");
    private readonly NamedComponents<TaskDescription, IPerCaseLoss> _losses = new("loss");
    private readonly NamedComponents<object?, OptimizerOptions> _optimizers = new("optimizer");

    /// <summary>All components with the types of their options.</summary>
    public IEnumerable<ComponentOptions> Components => [.. _dataSets.Options, .. _models.Options, .. _losses.Options, .. _optimizers.Options];

    /// <summary>A catalog with all built-in components.</summary>
    public static LearningCatalog CreateDefault() => new LearningCatalog()
        .AddDataSet<DecathlonOptions>("decathlon", (options, _) => new DecathlonDataSet(options))
        .AddDataSet<IdxOptions>("idx", (options, _) => new IdxDataSet(options))
        .AddDataSet<PhantomOptions>("phantom", (options, seed) => new PhantomDataSet(options with { Seed = options.Seed + seed }))
        .AddModel<UNet3dOptions>("unet3d", (options, task) => new UNet3d(options, task), UNet3d.SmallestExample)
        .AddModel<ConvolutionalClassifierOptions>("cnn", (options, task) => new ConvolutionalClassifier(options, task), ConvolutionalClassifier.SmallestExample)
        .AddLoss<CrossEntropyOptions>("crossEntropy", (_, _) => new CrossEntropyLoss())
        .AddLoss<DiceCrossEntropyOptions>("diceCrossEntropy", (_, _) => new DiceCrossEntropyLoss())
        .AddOptimizer<SgdOptions>("sgd")
        .AddOptimizer<AdamOptions>("adam")
        .AddOptimizer<AdamWOptions>("adamw");

    /// <summary>
    /// Registers a data set. The option <c>path</c> should be its folder: a cluster checks that it lies in the silo's data folder, and makes it a full path. Search for files that other options
    /// name in that folder only; see <see cref="ConfinedPath"/>.
    /// </summary>
    /// <param name="name">The value of <c>data.name</c> in a spec.</param>
    /// <param name="create">Creates the data set from the options and the run's seed.</param>
    public LearningCatalog AddDataSet<TOptions>(string name, Func<TOptions, long, IDataSet> create)
        where TOptions : class
    {
        _dataSets.Add(name, create);
        return this;
    }

    /// <summary>Registers a model, on the CPU, initialized by Torch's own random numbers (which are seeded before).</summary>
    /// <param name="name">The value of <c>model.name</c> in a spec.</param>
    /// <param name="create">Creates the component from the options and the task.</param>
    /// <param name="smallestExample">
    /// Returns the smallest example shape on which the network can be tested, from the options and the run's task. It has as many dimensions as the task's shape. The self-test creates
    /// the network for that shape, and is faster for a smaller one. Null: the shape of the task.
    /// </param>
    public LearningCatalog AddModel<TOptions>(
        string name,
        Func<TOptions, TaskDescription, nn.Module<Tensor, Tensor>> create,
        Func<TOptions, TaskDescription, IReadOnlyList<int>>? smallestExample = null)
        where TOptions : class
    {
        _models.Add(name, create);
        _smallestTasks.Add<TOptions>(name, (options, task) => smallestExample is null ? task : task with { ExampleShape = smallestExample(options, task) });
        return this;
    }

    /// <summary>Registers a per-case loss.</summary>
    /// <param name="name">The value of <c>loss.name</c> in a spec.</param>
    /// <param name="create">Creates the component from the options and the task.</param>
    public LearningCatalog AddLoss<TOptions>(string name, Func<TOptions, TaskDescription, IPerCaseLoss> create)
        where TOptions : class
    {
        _losses.Add(name, create);
        return this;
    }

    /// <summary>Registers an optimizer; its options create it.</summary>
    /// <param name="name">The value of <c>optimizer.name</c> in a spec.</param>
    public LearningCatalog AddOptimizer<TOptions>(string name)
        where TOptions : OptimizerOptions
    {
        _optimizers.Add<TOptions>(name, (options, _) =>
        {
            options.Validate();
            return options;
        });
        return this;
    }

    /// <summary>Creates the data set of a spec.</summary>
    /// <exception cref="InvalidInputException">The name is unknown, an option is wrong, or the files cannot be used.</exception>
    public IDataSet CreateDataSet(string name, JsonElement options, long seed) => _dataSets.Create(name, options, seed);

    /// <summary>Creates the network of a spec.</summary>
    /// <exception cref="InvalidInputException">The name is unknown, an option is wrong, or the network does not fit the task.</exception>
    public nn.Module<Tensor, Tensor> CreateModel(string name, JsonElement options, TaskDescription task) => _models.Create(name, options, task);

    /// <summary>The task of a run with the smallest example shape on which the network of a spec can be tested.</summary>
    /// <exception cref="InvalidInputException">The name is unknown or an option is wrong.</exception>
    public TaskDescription SmallestTask(string name, JsonElement options, TaskDescription task) => _smallestTasks.Create(name, options, task);

    /// <summary>Creates the loss of a spec.</summary>
    /// <exception cref="InvalidInputException">The name is unknown or an option is wrong.</exception>
    public IPerCaseLoss CreateLoss(string name, JsonElement options, TaskDescription task) => _losses.Create(name, options, task);

    /// <summary>Reads the optimizer of a spec.</summary>
    /// <exception cref="InvalidInputException">The name is unknown or an option is wrong.</exception>
    public OptimizerOptions CreateOptimizer(string name, JsonElement options) => _optimizers.Create(name, options, null);
}
