using OrleansDro.Robustness.Sampling;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Tests;

/// <summary>The plain loop of docs/own-code.md, compiled and run; the page must show the same lines.</summary>
public sealed class PlainLoopTests
{
    [Fact]
    public void PlainLoop_RareClass_IsDrawnMoreOftenThanItsShare()
    {
        using var outerScope = NewDisposeScope();
        manual_seed(1);

        // 200 points, 10 of them of a class that the others surround.
        var labels = cat([zeros([190], ScalarType.Int64), ones([10], ScalarType.Int64)]);
        var inputs = randn([200, 2]) * cat([ones([190, 1]), full([10, 1], 0.2)]);
        using var model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 2));
        using var optimizer = optim.SGD(model.parameters(), 0.1);

        // Page: begin
        var sampler = new HardnessSampler(cases: 200, new SamplingOptions { Beta = 2 }, seed: 1);
        for (var step = 0; step < 300; step++)
        {
            using var scope = NewDisposeScope();
            var batch = sampler.Draw(step, batchSize: 16);
            var cases = tensor(batch.Draws.Select(draw => (long)draw.Case).ToArray());
            var losses = nn.functional.cross_entropy(model.call(inputs[cases]), labels[cases], reduction: nn.Reduction.None);
            optimizer.zero_grad();
            losses.mean().backward();
            optimizer.step();
            sampler.Report(batch, losses.detach().to(ScalarType.Float64).data<double>().ToArray());
        }

        // Page: end
        var rareVisits = 0;
        foreach (var record in sampler.GetRecords()[190..])
        {
            rareVisits += record.Visits;
        }

        Assert.InRange(rareVisits, 2 * 300 * 16 * 10 / 200, int.MaxValue);
    }

    [Fact]
    public void OwnCodePage_PlainLoop_IsTheOneThatRuns()
    {
        var code = File.ReadAllText(Path.Combine(Repository.Root, "tests", "OrleansDro.Learning.Tests", "PlainLoopTests.cs")).Split("// Page: begin")[1].Split("// Page: end")[0];
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "own-code.md")).Split('\n').Select(line => line.Trim()).ToHashSet();
        Assert.All(code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0), line => Assert.Contains(line, page));
    }
}
