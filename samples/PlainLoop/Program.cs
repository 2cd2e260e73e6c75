// Hardness weighted sampling in a plain TorchSharp loop. One case in twenty is of a rare kind, whose class depends on its features the other way round than that of the others.
// ERM (beta = 0) fits the common cases; with beta = 4 the rare ones are drawn more often, as their losses are larger.
using OrleansDro.Robustness.Sampling;
using static TorchSharp.torch;

const int Cases = 400, BatchSize = 32, Steps = 400, RareEvery = 20;

foreach (var beta in new[] { 0.0, 4.0 })
{
    _ = manual_seed(1);
    using var inputs = randn(Cases, 4);
    using var isRare = tensor(Enumerable.Range(0, Cases).Select(i => i % RareEvery == 0 ? 1f : 0f).ToArray());
    using var features = cat([inputs, isRare.unsqueeze(1)], 1);
    using var labels = (inputs.sum(1) * (1 - (2 * isRare)) > 0).to(ScalarType.Int64);
    using var model = nn.Sequential(nn.Linear(5, 16), nn.ReLU(), nn.Linear(16, 2));
    using var optimizer = optim.SGD(model.parameters(), learningRate: 0.1);

    var sampler = new HardnessSampler(Cases, new SamplingOptions { Beta = beta }, seed: 1);
    for (var step = 0; step < Steps; step++)
    {
        using var scope = NewDisposeScope();
        var batch = sampler.Draw(step, BatchSize);
        var drawn = tensor(batch.Draws.Select(draw => (long)draw.Case).ToArray());
        var losses = nn.functional.cross_entropy(model.call(features[drawn]), labels[drawn], reduction: nn.Reduction.None);
        optimizer.zero_grad();
        losses.mean().backward();
        optimizer.step();
        sampler.Report(batch, losses.detach().to(ScalarType.Float64).data<double>().ToArray());
    }

    using var noGradient = no_grad();
    using var final = nn.functional.cross_entropy(model.call(features), labels, reduction: nn.Reduction.None);
    using var rare = final[isRare > 0];
    Console.WriteLine($"beta {beta}: mean loss {final.mean().item<float>():0.000}, mean loss of the rare cases {rare.mean().item<float>():0.000}, largest loss {final.max().item<float>():0.000}");
}
