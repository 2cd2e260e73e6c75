using Orleans.Concurrency;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Sampling;
using OrleansDro.Abstractions.Training;
using OrleansDro.Learning;
using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.Data;
using OrleansDro.Learning.Evaluation;
using OrleansDro.Learning.Torch;
using OrleansDro.Learning.Training;
using static TorchSharp.torch;

namespace OrleansDro.Grains.Training;

/// <summary>
/// Owns one device and one replica. The grain itself only waits: Torch works on the grain's <see cref="TorchThread"/>, cases load on the thread pool.
/// </summary>
[Reentrant, KeepAlive]
internal sealed class TrainerGrain(LearningCatalog catalog, DataSets dataSets) : Grain, ITrainerGrain, IAsyncDisposable
{
    private const int CasesPerReport = 8;

    private readonly CancellationTokenSource _released = new();
    private readonly Signal _tookIn = new();
    private int _trainer;
    private string _run = "";
    private RunSpec? _spec;
    private OpenDataSet? _data;
    private GrowingCaseSource? _cases;
    private ICaseSource? _opened;
    private TorchThread? _thread;
    private Replica? _replica;
    private Predictor? _predictor;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _trainer = (int)this.GetPrimaryKeyLong(out var run);
        _run = run!;
        return Task.CompletedTask;
    }

    public Task Prepare(RunSpec spec) => Begin(async () =>
    {
        _spec = spec;
        _data = await dataSets.Open(spec);
        _cases = new GrowingCaseSource(_data.DataSet.Training);
        _thread = new TorchThread($"{_run}/trainer {_trainer}");
        await _thread.Run(CreateReplica);
        await Run.TrainerPrepared(_trainer, _data.Summary);
    });

    public Task Train(TrainerAssignment assignment) => Begin(async () =>
    {
        var thread = _thread!;
        if (assignment.ResumeFrom is { } folder)
        {
            await thread.Run(() => ReplicaTensors.Load(_replica!, folder));
        }

        await TrainSteps(assignment);
        await Run.TrainerFinished(_trainer, await thread.Run(() => new TrainerSummary(_replica!.Parameters.Hash(), _replica.Parameters.Count)));
    });

    public Task Evaluate(int[] cases) => Begin(async () =>
    {
        foreach (var chunk in cases.Chunk(CasesPerReport))
        {
            await Run.TrainerEvaluated(_trainer, await Task.WhenAll(chunk.Select(EvaluateCase)));
        }
    });

    public async Task<CasePreview[]> Preview(int[] cases)
    {
        var previews = new List<CasePreview>();
        foreach (var index in cases)
        {
            var example = await Task.Run(() => _data!.DataSet.Validation.LoadForEvaluation(index));
            var prediction = await _thread!.Run(() => _predictor!.Predict(example));
            previews.Add(CasePictures.Create(_data!.DataSet.Task, _data.Summary.Validation[index], example, prediction));
        }

        return [.. previews];
    }

    public async Task<OpenedCases> OpenCases(string[] ids)
    {
        if (_data!.DataSet is not IExtensibleDataSet extensible)
        {
            return new OpenedCases([], $"No cases can be added to the data set '{_spec!.Data.Name}' while a run uses it.", IsExtensible: false);
        }

        try
        {
            _opened = await Task.Run(() => extensible.OpenTrainingCases(ids));
            return new OpenedCases([.. _opened.Cases.Select(description => new CaseLabel(description.Id, description.Group))], null);
        }
        catch (InvalidInputException exception)
        {
            return new OpenedCases([], exception.Message);
        }
    }

    public Task TakeInCases()
    {
        _cases!.Add(_opened ?? throw new InvalidOperationException("No cases were opened."));
        _opened = null;
        _tookIn.Raise();
        return Task.CompletedTask;
    }

    public async Task Release()
    {
        await _released.CancelAsync();
        DeactivateOnIdle();
    }

    /// <summary>Frees the replica on the thread that made it, after the work that the thread still has.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_thread is { } thread)
        {
            await thread.Run(() =>
            {
                _predictor?.Dispose();
                _replica?.Dispose();
            });
            thread.Dispose();
        }

        _released.Dispose();
    }

    private IRunGrain Run => GrainFactory.GetGrain<IRunGrain>(_run);

    /// <summary>Starts work that the caller does not wait for; a failure is told to the run.</summary>
    private Task Begin(Func<Task> work)
    {
        _ = Guarded();
        return Task.CompletedTask;

        async Task Guarded()
        {
            try
            {
                await work();
            }
            catch (OperationCanceledException) when (_released.IsCancellationRequested)
            {
                // The run does not need this trainer any more.
            }
#pragma warning disable CA1031 // Whatever goes wrong is the run's to tell.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                var isInput = exception is InvalidInputException;
                var failure = new RunFailure(exception.Message, isInput, isInput ? null : exception.ToString());
                await Run.TrainerFailed(_trainer, failure);
            }
        }
    }

    private void CreateReplica()
    {
        var (spec, task) = (_spec!, _data!.DataSet.Task);
        set_num_threads(spec.Compute.Threads);
        var device = Devices.Open(spec.Compute.Device, _trainer);
        var loss = catalog.CreateLoss(spec.Loss.Name, spec.Loss.ParseOptions(), task);
        var optimizer = catalog.CreateOptimizer(spec.Optimizer.Name, spec.Optimizer.ParseOptions());
        _replica = new Replica(() => catalog.CreateModel(spec.Model.Name, spec.Model.ParseOptions(), task), loss, optimizer, device, spec.Seed);
        _predictor = new Predictor(_replica.Model, loss, task, device);
    }

    private async Task TrainSteps(TrainerAssignment assignment)
    {
        var (spec, sampler) = (_spec!, GrainFactory.GetGrain<ISamplerGrain>(_run));
        var reporter = new LossReporter(GrainFactory, _run, assignment.Blocks);
        using var loader = new BatchLoader(spec, _data!.DataSet.Task, _cases!, KnowCases, sampler, assignment.MicroBatches);
        await new TrainingLoop(spec, assignment, _replica!, _thread!, sampler, loader, reporter, CreateExchange(assignment), _released.Token).Run();
    }

    /// <summary>Waits until cases that the sampler may draw have been taken in; they are open already, so that only the message is on its way.</summary>
    private async Task KnowCases(int count)
    {
        while (_cases!.Cases.Count < count)
        {
            if (!await BoundedWait.Ends(_tookIn.Next))
            {
                throw new InvalidOperationException($"Case {count - 1} was drawn, but this trainer was never told of it.");
            }
        }
    }

    private IGradientExchange CreateExchange(TrainerAssignment assignment) => assignment.Trainers == 1
        ? new LocalExchange(_replica!, _thread!, _spec!.MicroBatches)
        : new ReducerExchange(_replica!, _thread!, _spec!.MicroBatches, slice => GrainFactory.GetGrain<IGradientReducerGrain>(slice, _run), _released.Token);

    private async Task<CaseEvaluation> EvaluateCase(int index)
    {
        var (task, label) = (_data!.DataSet.Task, _data.Summary.Validation[index]);
        var example = await Task.Run(() => _data.DataSet.Validation.LoadForEvaluation(index));
        var prediction = await _thread!.Run(() => _predictor!.Predict(example));
        var labelScores = _data.Summary.IsSegmentation ? DiceScore.PerLabel(prediction.Labels, example.Target, task.ClassNames.Count) : [];
        var score = _data.Summary.IsSegmentation ? labelScores.Average() : prediction.Labels[0] == example.Target[0] ? 1 : 0;
        return new CaseEvaluation(index, label.Id, label.Group, prediction.Loss, score, labelScores);
    }
}
