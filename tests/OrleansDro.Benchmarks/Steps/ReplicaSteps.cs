using System.Diagnostics;
using OrleansDro.Grains.Scheduling;
using OrleansDro.Grains.Training.Replicas;
using OrleansDro.Learning.Checkpoints;
using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.Optimization;
using OrleansDro.Learning.Torch;
using OrleansDro.Learning.Training;
using OrleansDro.Robustness.Randomness;
using static TorchSharp.torch;

namespace OrleansDro.Benchmarks.Steps;

/// <summary>The steps of a replica as a trainer of a run takes them: one micro-batch, and the gradient goes to the host and back.</summary>
internal sealed class ReplicaSteps : IStepTaker
{
    private readonly TorchThread _thread;
    private readonly StepShape _shape;
    private readonly BatchBuffer _batch;
    private readonly Replica _replica;
    private readonly float[] _gradient;
    private long _step;

    private ReplicaSteps(string name, StepShape shape, OptimizerOptions optimizer, LearningCatalog catalog, TorchThread thread)
    {
        (Name, _shape, _thread) = (name, shape, thread);
        var (spec, task) = (shape.Spec, shape.Task);
        Devices.UseThreads(spec.Compute.Threads);
        _replica = new Replica(
            () => catalog.CreateModel(spec.Model.Name, spec.Model.ParseOptions(), task), catalog.CreateLoss(spec.Loss.Name, spec.Loss.ParseOptions(), task), optimizer, CPU, spec.Seed,
            Devices.TypeOf(spec.Compute.Precision));
        _gradient = new float[_replica.Parameters.Count];
        _batch = new BatchBuffer(task, spec.BatchSize);
        for (var i = 0; i < _batch.Cases; i++)
        {
            Fill(i);
        }
    }

    public string Name { get; }

    public long Parameters => _replica.Parameters.Count;

    /// <summary>Builds a replica as the seed has it, on a thread of its own.</summary>
    /// <param name="name">What the table calls it.</param>
    /// <param name="shape">What it computes.</param>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="catalog">Makes the network and the loss; null: the shipped ones.</param>
    public static async Task<ReplicaSteps> CreateAsync(string name, StepShape shape, OptimizerOptions optimizer, LearningCatalog? catalog = null)
    {
        var thread = new TorchThread(name);
        return await thread.Run(() => new ReplicaSteps(name, shape, optimizer, catalog ?? LearningCatalog.CreateDefault(), thread));
    }

    public Task<StepBlock> TakeStepsAsync(int count) => _thread.Run(() =>
    {
        var steps = Enumerable.Range(0, count).Select(_ => TakeStep()).ToArray();
        return new StepBlock([.. steps.Select(step => step.Milliseconds)], [.. steps.Select(step => step.Losses)]);
    });

    /// <summary>Writes parameters, <c>input</c> and <c>target</c> to a safetensors file.</summary>
    public void Write(string path)
    {
        using var file = File.Create(path);
        Safetensors.Write(
            file,
            [
                .. ReplicaTensors.Model(_replica),
                new StoredTensor("input", StoredType.F32, _batch.Input.shape, _batch.Input.bytes.ToArray()),
                new StoredTensor("target", StoredType.I32, _batch.Target.shape, _batch.Target.bytes.ToArray()),
            ]);
    }

    public async ValueTask DisposeAsync()
    {
        await _thread.Run(() =>
        {
            _replica.Dispose();
            _batch.Dispose();
        });
        _thread.Dispose();
    }

    private (double[] Milliseconds, float[] Losses) TakeStep()
    {
        float[] reported = [];
        var (began, computed) = (Stopwatch.GetTimestamp(), 0L);
        _replica.Compute(
            [_batch],
            (losses, _, weights) =>
            {
                reported = losses.ToArray();
                weights.Fill(1);
                computed = Stopwatch.GetTimestamp();
            },
            _step,
            microBatch: 0);
        var differentiated = Stopwatch.GetTimestamp();
        _replica.Parameters.CopyGradientTo(_gradient);
        _replica.Parameters.SetGradient(_gradient);
        _replica.Apply(1.0 / _batch.Cases, _step, long.MaxValue);
        var ended = Stopwatch.GetTimestamp();
        _step++;
        return (
            [
                Stopwatch.GetElapsedTime(began, computed).TotalMilliseconds,
                Stopwatch.GetElapsedTime(computed, differentiated).TotalMilliseconds,
                Stopwatch.GetElapsedTime(differentiated, ended).TotalMilliseconds,
            ],
            reported);
    }

    /// <summary>Noise; the brightest voxels are of the one foreground class, the darkest of the other.</summary>
    private void Fill(int position)
    {
        var random = new CounterRandom(_shape.Spec.Seed, RandomPurpose.Data, 0, position);
        var input = _batch.InputOf(position);
        var target = _batch.TargetOf(position);
        for (var voxel = 0; voxel < input.Length; voxel++)
        {
            input[voxel] = (float)random.NextGaussian();
            target[voxel] = input[voxel] > 1 ? 1 : input[voxel] < -1 ? 2 : 0;
        }
    }
}
