using System.Globalization;
using OrleansDro.Learning.Data;
using OrleansDro.Learning.Data.Phantoms;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Hosting.Tests.Telemetry;

/// <summary>100,000 cases in 500 groups, made of ten phantoms.</summary>
internal sealed class ManyCases : IDataSet, ICaseSource
{
    public const int Count = 100_000;
    public const int Groups = 500;
    private const int Phantoms = 10;

    private readonly PhantomDataSet _phantoms = new(new PhantomOptions { Size = 12, TrainingCases = Phantoms, ValidationCases = 2 });

    public TaskDescription Task => _phantoms.Task;

    public ICaseSource Training => this;

    public ICaseSource Validation => _phantoms.Validation;

    public IReadOnlyList<CaseDescription> Cases { get; } =
        [.. Enumerable.Range(0, Count).Select(i => new CaseDescription(i.ToString("case-000000", CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"group-{i % Groups}")))];

    public void LoadForTraining(int index, CounterRandom random, Span<float> input, Span<int> target) => _phantoms.Training.LoadForTraining(index % Phantoms, random, input, target);

    public EvaluationCase LoadForEvaluation(int index) => _phantoms.Training.LoadForEvaluation(index % Phantoms);
}
