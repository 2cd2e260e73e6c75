using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Robustness.Tests.Sampling;

[Collection(Alone.Name)]
public sealed class ManyCasesTests
{
    private const int Cases = 1 << 25, Ranges = 64, Batch = 4096;
    private const double Beta = 2;

    [Fact]
    public void Draw_TwiceAsManyCasesAsTorchCanDrawFrom_FollowsTheExactDistribution()
    {
        // torch.multinomial refuses more than 2^24 cases.
        var sampler = new HardnessSampler(MakeHistory(), new SamplingOptions { Beta = Beta }, seed: 6);

        // Case i weighs exp(beta * loss); there are 8 losses in each range, all equally often.
        var weights = Enumerable.Range(0, Ranges).Select(range => Enumerable.Range(0, 8).Sum(i => Math.Exp(Beta * LossOf(range, i)) * Cases / Ranges / 8)).ToArray();
        var total = weights.Sum();
        Assert.All([0, 1, 7, 1 << 24, (1 << 24) + 1, Cases - 1], i => Assert.Equal(Beta * LossOf(RangeOf(i), i) - Math.Log(total), sampler.LogProbability(i), 1e-12));
        AssertFits(sampler, 0, [.. weights.Select(weight => weight / total)]);

        // Two cases above the cap, one of them the last, become so hard that half of the draws are theirs.
        int[] raised = [(1 << 24) + 12_345, Cases - 1];
        var hard = Math.Log(total / raised.Length) / Beta;
        sampler.Report(new BatchDraw(9, [.. raised.Select((caseIndex, slot) => new Draw(slot, caseIndex, 0, 0, 0))], 0, Beta), [hard, hard]);
        foreach (var caseIndex in raised)
        {
            weights[RangeOf(caseIndex)] += total / raised.Length - Math.Exp(Beta * LossOf(RangeOf(caseIndex), caseIndex));
        }

        Assert.All(raised, caseIndex => Assert.Equal(Beta * hard - Math.Log(weights.Sum()), sampler.LogProbability(caseIndex), 1e-12));
        Assert.All(raised, caseIndex => Assert.Equal(Math.Log(0.25), sampler.LogProbability(caseIndex), 1e-6));

        AssertFits(sampler, 1_000_000, [.. weights.Select(weight => weight / weights.Sum())]);
    }

    private static CaseHistory MakeHistory()
    {
        var losses = new double[Cases];
        for (var i = 0; i < Cases; i++)
        {
            losses[i] = LossOf(RangeOf(i), i);
        }

        return CaseHistory.OfLosses(losses, 0);
    }

    private static int RangeOf(int caseIndex) => caseIndex / (Cases / Ranges);

    private static double LossOf(int range, int caseIndex) => 0.05 * range + 0.3 * (caseIndex & 7);

    private static void AssertFits(HardnessSampler sampler, long firstStep, double[] probabilities)
    {
        var counts = new int[Ranges];
        for (var step = firstStep; step < firstStep + 100; step++)
        {
            foreach (var draw in sampler.Draw(step, Batch).Draws)
            {
                counts[RangeOf(draw.Case)]++;
            }
        }

        ChiSquare.AssertFits(counts, probabilities);
    }
}
