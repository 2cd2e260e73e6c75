using OrleansDro.Abstractions.Specs;
using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.Data;
using OrleansDro.Learning.Losses;
using OrleansDro.Learning.Training;
using OrleansDro.Robustness.Randomness;
using static TorchSharp.torch;

namespace OrleansDro.Benchmarks;

/// <summary>The training loop that one would write without OrleansDro: TorchSharp's own optimizer, uniform sampling, the next batch loaded in the background.</summary>
internal sealed class PlainLoop : IDisposable
{
    private readonly RunSpec _spec;
    private readonly IDataSet _data;
    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly IPerCaseLoss _loss;
    private readonly optim.Optimizer _optimizer;
    private readonly BatchBuffer[] _buffers;
    private long _step;

    public PlainLoop(RunSpec spec)
    {
        _spec = spec;
        var catalog = LearningCatalog.CreateDefault();
        set_num_threads(spec.Compute.Threads);
        _data = catalog.CreateDataSet(spec.Data.Name, spec.Data.ParseOptions(), spec.Seed);
        _model = catalog.CreateModel(spec.Model.Name, spec.Model.ParseOptions(), _data.Task);
        _loss = catalog.CreateLoss(spec.Loss.Name, spec.Loss.ParseOptions(), _data.Task);
        _optimizer = optim.AdamW(_model.parameters(), catalog.CreateOptimizer(spec.Optimizer.Name, spec.Optimizer.ParseOptions()).LearningRate);
        _buffers = [new BatchBuffer(_data.Task, spec.BatchSize), new BatchBuffer(_data.Task, spec.BatchSize)];
    }

    /// <summary>Trains and measures.</summary>
    public double StepsPerSecond(int warmUpSteps, int steps)
    {
        var clock = TimeProvider.System;
        long began = 0;
        var next = Load(_step);
        for (var i = 0; i < warmUpSteps + steps; i++)
        {
            if (i == warmUpSteps)
            {
                began = clock.GetTimestamp();
            }

            next.Wait();
            var batch = _buffers[_step % 2];
            _step++;
            next = Load(_step);
            using var scope = NewDisposeScope();
            _optimizer.zero_grad();
            _loss.Compute(_model.call(batch.Input), batch.Target.to(ScalarType.Int64)).mean().backward();
            nn.utils.clip_grad_norm_(_model.parameters(), 12);
            _optimizer.step();
        }

        var rate = steps / clock.GetElapsedTime(began).TotalSeconds;
        next.Wait();
        return rate;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _model.Dispose();
        Array.ForEach(_buffers, buffer => buffer.Dispose());
    }

    private Task Load(long step) => Task.Run(() =>
    {
        var buffer = _buffers[step % 2];
        Parallel.For(0, buffer.Cases, new ParallelOptions { MaxDegreeOfParallelism = _spec.Compute.LoaderThreads }, position =>
        {
            var random = new CounterRandom(_spec.Seed, RandomPurpose.Augmentation, step, position);
            _data.Training.LoadForTraining(random.NextInt32(_data.Training.Cases.Count), random, buffer.InputOf(position), buffer.TargetOf(position));
        });
    });
}
