using OrleansDro.Learning.Data;
using OrleansDro.Learning.Data.Phantoms;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Hosting.Tests;

/// <summary>Phantoms whose ids hold all that has a meaning in an address.</summary>
internal sealed class OddNames : IDataSet, ICaseSource
{
    private static readonly string[] Ids = ["plain", "a/b", "a%2Fb", "50 %", "x?y=z#k", "ä&ö+", "..\\up", "semi;colon,'\"", "@file", "-dash"];

    private readonly PhantomDataSet _phantoms = new(new PhantomOptions { Size = 12, TrainingCases = Ids.Length, ValidationCases = 2 });

    public TaskDescription Task => _phantoms.Task;

    public ICaseSource Training => this;

    public ICaseSource Validation => _phantoms.Validation;

    public IReadOnlyList<CaseDescription> Cases { get; } = [.. Ids.Select((id, i) => new CaseDescription(id, i % 2 == 0 ? "even & more" : "odd"))];

    public void LoadForTraining(int index, CounterRandom random, Span<float> input, Span<int> target) => _phantoms.Training.LoadForTraining(index, random, input, target);

    public EvaluationCase LoadForEvaluation(int index) => _phantoms.Training.LoadForEvaluation(index);
}
