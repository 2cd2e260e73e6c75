using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Training;
using OrleansDro.Grains.Scheduling.Placement;
using OrleansDro.Grains.Training.Context;
using OrleansDro.Grains.Training.Data;
using OrleansDro.Grains.Training.Replicas;
using OrleansDro.Grains.Training.SelfTesting;
using OrleansDro.Robustness.Errors;
using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.Data;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Grains.Training;

/// <summary>
/// Owns one device and one replica, and works for one run: asks it again and again what to do, and does it. The grain itself only waits: Torch works on the grain's
/// <see cref="TorchThread"/>, cases load on the thread pool.
/// </summary>
[Reentrant, KeepAlive, DevicePlacement, RequireRole(NodeRoles.Trainer)]
internal sealed partial class TrainerGrain(LearningCatalog catalog, DataSets dataSets, SelfTests selfTests, IFingerprintReader fingerprints, SiloExchanges exchanges, TrainingMetrics metrics, ThreadShare threadShare, TimeProvider clock, ILogger<TrainerGrain> logger) : Grain, ITrainerGrain, IDisposable
{
    private static readonly TimeSpan BeatPause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _released = new();
    private readonly OrdersFeed _orders = new();
    private TrainerId _trainer = new("", "");
    private string _run = "";
    private TrainerContext? _context;
    private ComputeFingerprint? _fingerprint;
    private OpenDataSet? _data;
    private TorchThread? _thread;
    private LiveReplica? _live;
    private StateTransfer? _transfer;
    private Evaluator? _evaluator;
    private TrainingSession? _session;
    private TrainingCases? _cases;
    private Task? _life;
    private bool _isLeaving;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_trainer, _run) = TrainerId.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Abandon();

    /// <inheritdoc/>
    public void Dispose()
    {
        _thread?.Dispose();
        _released.Dispose();
    }

    public Task Serve()
    {
        _life ??= Live();
        return Task.CompletedTask;
    }

    public async Task Leave()
    {
        if (_life is null)
        {
            DeactivateOnIdle();
            return;
        }

        if (!_isLeaving)
        {
            _isLeaving = true;
            _session?.Leave();
            _ = Beat();
        }

        await (_session is null ? Abandon() : _life);
    }

    public async Task Abandon()
    {
        await _released.CancelAsync();
        _orders.Wake();
        await (_life ?? Task.CompletedTask);
    }

    public async Task<ReplicaSnapshot?> TakeSnapshot() => _transfer is { } transfer && !_isLeaving ? await transfer.Copy() : null;

    public Task<byte[]?> GetSnapshotPart(long snapshot, int part) => Task.FromResult(_transfer?.PartOf(snapshot, part));

    public async Task<CasePreview[]> Preview(int[] cases)
    {
        var previews = new List<CasePreview>();
        foreach (var index in cases)
        {
            previews.Add(await _evaluator!.Preview(index));
        }

        return [.. previews];
    }

    public async Task<CasePreview[]> PreviewTraining(int[] cases)
    {
        if (_cases is not { } known || _live?.Step is null)
        {
            return [];
        }

        var previews = new List<CasePreview>();
        foreach (var index in cases)
        {
            try
            {
                await known.Know(index + 1);
                var description = known.Source.Cases[index];
                previews.Add(await _evaluator!.Preview(known.Source, new CaseLabel(description.Id, description.Group), index));
            }
            catch (InvalidInputException)
            {
                // Why it cannot be read is told where it is drawn.
            }
        }

        return [.. previews];
    }

    public async Task<OpenedCases> OpenCases(string[] ids)
    {
        if (_data!.DataSet is not IExtensibleDataSet extensible)
        {
            return new OpenedCases { Problem = $"No cases can be added to the data set '{_context!.Spec.Data.Name}' while a run uses it.", IsExtensible = false };
        }

        try
        {
            var opened = await Task.Run(() => extensible.OpenTrainingCases(ids));
            return new OpenedCases { Labels = [.. opened.Cases.Select(description => new CaseLabel(description.Id, description.Group))] };
        }
        catch (InvalidInputException exception)
        {
            return new OpenedCases { Problem = exception.Message };
        }
    }

    private IRunCoordinator Run => GrainFactory.GetGrain<IRunCoordinator>(_run);

    private TrainerStage Stage => (_isLeaving, _live, _live?.Step) switch
    {
        (true, _, not null) => TrainerStage.Leaving,
        (_, null, _) => TrainerStage.Preparing,
        (_, _, null) => TrainerStage.Prepared,
        _ => TrainerStage.Ready,
    };

    /// <summary>All that the trainer does, from its first word with the run to the last.</summary>
    private async Task Live()
    {
        Spans.Leave();
        Task beats = Task.CompletedTask;
        try
        {
            if (await RetryUntilAnswered.Call(() => Run.Enlist(_trainer), _released.Token) is not { } plan)
            {
                return;
            }

            _context = new TrainerContext(
                GrainFactory, _run, _trainer, plan.Spec, new ExchangeContext(exchanges, _run, plan.Spec, _trainer.Silo), plan.CheckpointRoot, _orders, Beat, metrics, clock, _released.Token);
            beats = KeepBeating();
            await Prepare(plan.Spec);
            await Work();
        }
        catch (OperationCanceledException) when (_released.IsCancellationRequested)
        {
            // The run does not need this trainer any more.
        }
#pragma warning disable CA1031 // Whatever goes wrong is the run's to tell.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var failure = TrainerFailure.From(exception);
            LogFailed(_trainer, _run, failure.Message);
            Task told = RetryUntilAnswered.Call(() => Run.TrainerFailed(_trainer, failure), _released.Token);
            await told.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
        finally
        {
            await _released.CancelAsync();
            await beats.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await Free();
            DeactivateOnIdle();
        }
    }

    private async Task Prepare(RunSpec spec)
    {
        threadShare.Check(_trainer, _run, spec.Compute);
        _data = await dataSets.Open(spec);
        _thread = new TorchThread($"{_run}/{_trainer.Device}");
        await selfTests.Require(spec, _data.DataSet.Task, _trainer.Device, _thread);

        // After the first network of the process, which decides the instruction sets.
        _fingerprint = await Task.Run(() => fingerprints.Read(spec, _trainer.Device));
        var replicas = new ReplicaFactory(catalog, spec, _data.DataSet.Task, _trainer.Device);
        var live = new LiveReplica(spec, _thread, replicas.Create);
        await live.Build();
        _evaluator = new Evaluator(_data, _thread, () => replicas.CreatePredictor(live.Replica));
        _transfer = new StateTransfer(_context!, live);
        _live = live;
        _ = Beat();
    }

    private async Task Work()
    {
        var cases = _cases = new TrainingCases(_data!.DataSet, _context!.Sampler, _released.Token);
        while (_orders.Latest?.Phase != RunPhase.Over && !_released.IsCancellationRequested)
        {
            switch (_orders.Latest)
            {
                case { MustForget: true } when _live!.Step is not null:
                    await ForgetState();
                    break;
                case { } orders when _live!.Step is not null && _live.Attempt != orders.Attempt:
                    await ForgetState();
                    break;
                case { Source: { } source } orders when _live!.Step is null:
                    if (await _transfer!.Get(orders.Attempt, source))
                    {
                        _ = Beat();
                    }
                    else
                    {
                        await Task.Delay(BeatPause, _released.Token);
                    }

                    break;
                case { Phase: RunPhase.Train } when _live!.Step is not null:
                    await Train(cases);
                    if (_isLeaving)
                    {
                        return;
                    }

                    break;
                case { Phase: RunPhase.Evaluate } when _live!.Step is not null:
                    await Evaluate();
                    break;
                default:
                    await BoundedWait.Ends(_orders.Changed);
                    break;
            }
        }
    }

    private async Task Train(TrainingCases cases)
    {
        await using var session = new TrainingSession(_context!, _live!, _thread!, cases);
        _session = session;
        if (_isLeaving)
        {
            session.Leave();
        }

        await session.Work();
        if (_isLeaving)
        {
            await LetOthersCatchUp();
            await session.SaveForSuccessor();
        }

        _session = null;
    }

    /// <summary>Reducers in this silo may hold the last step's gradient: goes when the others have it, as they report the losses of the next one then.</summary>
    private async Task LetOthersCatchUp()
    {
        var step = _live!.Step;
        while (_orders.Latest is { Phase: RunPhase.Train } orders
            && orders.Generations is [.., { Members.Count: > 0 }]
            && (await RetryUntilAnswered.Call(_context!.Sampler.GetProgress, _released.Token)).StepsCommitted <= step)
        {
            await Task.Delay(BeatPause / 5, _released.Token);
        }
    }

    private async Task ForgetState()
    {
        _live!.Forget();
        await Beat();
    }

    private async Task Evaluate()
    {
        var cases = await RetryUntilAnswered.Call(() => Run.TakeEvaluation(_trainer), _released.Token);
        if (cases.Length == 0)
        {
            await BoundedWait.Ends(_orders.Changed);
            return;
        }

        var evaluated = await Task.WhenAll(cases.Select(_evaluator!.Evaluate));
        await RetryUntilAnswered.Call(() => Run.TrainerEvaluated(_trainer, evaluated), _released.Token);
    }

    private async Task KeepBeating()
    {
        while (!_released.IsCancellationRequested)
        {
            if (!await Beat())
            {
                await Task.Delay(BeatPause).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    /// <summary>Tells the run how far the trainer is, and takes its orders.</summary>
    /// <returns>Whether the run has answered.</returns>
    private async Task<bool> Beat()
    {
        try
        {
            var report = new TrainerReport
            {
                Trainer = _trainer,
                Stage = Stage,
                Step = _live?.Step ?? 0,
                OrdersSeen = _orders.Latest?.Version ?? -1,
                Attempt = _live?.Attempt ?? 0,
                DataHash = _data?.Fingerprint,
                Hashes = _live?.Hashes ?? [],
                Finished = _live?.Summary,
                Split = _session?.Split,
                IsStepPast = _session?.IsStepPast == true,
                Fingerprint = _fingerprint,
            };
            _orders.Take(await Run.Beat(report).WaitAsync(_released.Token));
            if (_orders.Latest is { WantsData: true } && report.DataHash is not null)
            {
                await Run.Describe(_trainer, _data!.Summary).WaitAsync(_released.Token);
            }

            return true;
        }
        catch (Exception exception) when (TransientFaults.IsLostCall(exception))
        {
            return false;
        }
    }

    /// <summary>Frees the replica on the thread that made it, after the work that the thread still has.</summary>
    private async Task Free()
    {
        if (_thread is { } thread)
        {
            _thread = null;
            await (_live?.Release() ?? Task.CompletedTask);
            thread.Dispose();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The trainer {Trainer} cannot work on {Run}: {Problem}")]
    private partial void LogFailed(TrainerId trainer, string run, string problem);
}
