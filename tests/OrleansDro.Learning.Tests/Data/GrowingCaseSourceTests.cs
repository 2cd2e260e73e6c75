using OrleansDro.Learning.Data;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.Tests.Data;

public sealed class GrowingCaseSourceTests
{
    [Fact]
    public void Add_SeveralSources_ContinuesTheIndices()
    {
        var source = new GrowingCaseSource(new NumberedCases(0, 3));
        var before = source.Cases;

        Assert.Equal([3, 5, 5], [source.Add(new NumberedCases(3, 2)), source.Add(new NumberedCases(0, 0)), source.Add(new NumberedCases(5, 1))]);

        Assert.Equal(["0", "1", "2"], before.Select(entry => entry.Id));
        Assert.Equal(["0", "1", "2", "3", "4", "5"], source.Cases.Select(entry => entry.Id));
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(i, Load(source, i));
            Assert.Equal([i], source.LoadForEvaluation(i).Target);
        }
    }

    [Fact]
    public void Add_ToAnEmptySource_BeginsAtZero()
    {
        var source = new GrowingCaseSource(new NumberedCases(0, 0));

        Assert.Equal(0, source.Add(new NumberedCases(0, 2)));
        Assert.Equal(1, Load(source, 1));
    }

    [Fact]
    public void Load_IndexThatIsNotAdded_IsRefused()
    {
        var inner = new GrowingCaseSource(new NumberedCases(0, 1));
        var source = new GrowingCaseSource(inner);
        inner.Add(new NumberedCases(1, 1)); // later, and so no case of the outer one

        Assert.Single(source.Cases);
        Assert.Throws<ArgumentOutOfRangeException>(() => Load(source, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.LoadForEvaluation(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.LoadForEvaluation(-1));
    }

    [Fact]
    public async Task Load_WhileAnotherThreadAdds_FindsEveryCaseThatIsListed()
    {
        const int Additions = 1000, CasesEach = 2, Readers = 3;
        var source = new GrowingCaseSource(new NumberedCases(0, 1));
        using var start = new Barrier(Readers + 1);
        var reading = Enumerable.Range(0, Readers).Select(_ => Task.Factory.StartNew(
            Read, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();

        start.SignalAndWait(TestContext.Current.CancellationToken);
        for (var i = 0; i < Additions; i++)
        {
            source.Add(new NumberedCases(1 + (i * CasesEach), CasesEach));
        }

        await Task.WhenAll(reading).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        void Read()
        {
            start.SignalAndWait(TestContext.Current.CancellationToken);
            for (var listed = 0; listed < 1 + (Additions * CasesEach);)
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
                var cases = source.Cases;
                Assert.Equal(1, cases.Count % CasesEach); // an addition is seen whole
                Assert.True(cases.Count >= listed);
                listed = cases.Count;
                foreach (var index in new[] { 0, listed / 2, listed - 1 })
                {
                    Assert.Equal($"{index}", cases[index].Id);
                    Assert.Equal(index, Load(source, index));
                }
            }
        }
    }

    [Fact]
    public void Add_FromSeveralThreads_LosesNone()
    {
        var source = new GrowingCaseSource(new NumberedCases(0, 1));

        Parallel.For(1, 500, number => Assert.Equal(number, Load(source, source.Add(new NumberedCases(number, 1)))));

        Assert.Equal(Enumerable.Range(0, 500), source.Cases.Select(entry => int.Parse(entry.Id)).Order());
    }

    private static int Load(GrowingCaseSource source, int index)
    {
        var target = new int[1];
        source.LoadForTraining(index, new CounterRandom(0, RandomPurpose.Augmentation, 0, 0), [], target);
        return target[0];
    }

    // Each case's id and label is its number.
    private sealed class NumberedCases(int first, int count) : ICaseSource
    {
        public IReadOnlyList<CaseDescription> Cases { get; } = [.. Enumerable.Range(first, count).Select(number => new CaseDescription($"{number}"))];

        public void LoadForTraining(int index, CounterRandom random, Span<float> input, Span<int> target) => target[0] = NumberOf(index);

        public EvaluationCase LoadForEvaluation(int index) => new([], [], [NumberOf(index)], []);

        private int NumberOf(int index) => int.Parse(Cases[index].Id);
    }
}
