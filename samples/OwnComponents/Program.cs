// A network, a loss and a data set of your own. They are registered by name; a spec names them and gives their options.
using OrleansDro.Abstractions.Specs;
using OrleansDro.Hosting;
using OrleansDro.Learning.Configuration;
using OwnComponents;

var catalog = LearningCatalog.CreateDefault();
new OwnCatalog().Extend(catalog);

var spec = new RunSpec
{
    Name = "own",
    Seed = 1,
    Steps = 150,
    BatchSize = 8,
    Data = new ComponentSpec("my-stripes", """{"trainingCases": 80}"""),
    Model = new ComponentSpec("my-network", """{"hidden": 16}"""),
    Loss = new ComponentSpec("my-focal"),
    Optimizer = new ComponentSpec("sgd", """{"learningRate": 0.1}"""),
    Sampling = new ComponentSpec("hardness", """{"beta": 4}"""),
};

var trained = await EmbeddedRun.TrainAsync(spec, new EmbeddedRunOptions { Catalog = catalog });
var validation = trained.Result.Validation!;
Console.WriteLine($"Accuracy on the validation cases: {validation.Summary.Mean:0.000}");
foreach (var group in validation.Groups)
{
    Console.WriteLine($"  {group.Group}: {group.Mean:0.000}");
}
