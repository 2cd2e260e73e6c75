using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Learning.Torch;
using OrleansDro.Learning.Training;

namespace OrleansDro.Grains.Training.Replicas;

/// <summary>A replica on its Torch thread, with the step that it takes next. Between two of its calls the two always belong together.</summary>
/// <param name="spec">The run's spec.</param>
/// <param name="thread">The thread, which it does not own.</param>
/// <param name="create">Builds a replica as the seed has it. On the thread.</param>
internal sealed class LiveReplica(RunSpec spec, TorchThread thread, Func<IUpdateMethod> create)
{
    private const int HashEvery = 10;
    private const int HashesKept = 8;

    private IUpdateMethod? _updates;
    private bool _isAsSeeded;

    /// <summary>How its steps are taken, for work on the thread.</summary>
    public IUpdateMethod Updates => _updates!;

    /// <summary>The replica, for work on the thread.</summary>
    public Replica Replica => Updates.Replica;

    /// <summary>Room for its gradients.</summary>
    public GradientBuffers Buffers { get; private set; } = new(0);

    /// <summary>The step that it takes next; null while it has no state.</summary>
    public long? Step { get; private set; }

    /// <summary>The attempt of the run to which the state belongs.</summary>
    public long Attempt { get; private set; }

    /// <summary>The gradient of the step that it took last, for others that have not taken it; null before the first.</summary>
    public StepGradient? LastApplied { get; private set; }

    /// <summary>The latest hashes of its parameters, oldest first. Replaced, never changed.</summary>
    public IReadOnlyList<ParameterHash> Hashes { get; private set; } = [];

    /// <summary>What it has become after the run's last step; null before.</summary>
    public TrainerSummary? Summary { get; private set; }

    /// <summary>Builds the replica. It has no state of the run yet.</summary>
    public Task Build() => thread.Run(() =>
    {
        Rebuild();
        Buffers = new GradientBuffers(Updates.ContributionLength);
    });

    /// <summary>Gives up the state.</summary>
    public void Forget()
    {
        LastApplied?.Dispose();
        (Step, LastApplied, Hashes, Summary) = (null, null, [], null);
    }

    /// <summary>Takes the state of the seed.</summary>
    public Task Seed(long attempt, long step) => Become(attempt, step, () =>
    {
        if (!_isAsSeeded)
        {
            Rebuild();
        }
    });

    /// <summary>Takes the state of a checkpoint.</summary>
    /// <exception cref="IOException">The checkpoint cannot be read.</exception>
    /// <exception cref="Robustness.Errors.InvalidInputException">The checkpoint is of another model or optimiser.</exception>
    public Task Load(long attempt, long step, string checkpoint) => Become(attempt, step, () => ReplicaTensors.Load(Updates, checkpoint));

    /// <summary>Takes the state that another replica has copied.</summary>
    public Task Load(long attempt, long step, byte[] state) => Become(attempt, step, () => ReplicaTensors.Overwrite(Updates, state));

    /// <summary>Copies the state.</summary>
    public Task<(byte[] State, long? Step)> Copy() => thread.Run(() => (Step is null ? [] : ReplicaTensors.Copy(Updates), Step));

    /// <summary>Takes a step with its gradient.</summary>
    /// <param name="gradient">The gradient over all micro-batches, which becomes the replica's own.</param>
    public Task Apply(StepGradient gradient) => thread.Run(() =>
    {
        Updates.Apply(gradient.Values.Numbers, gradient.WeightSum, gradient.Step);
        LastApplied?.Dispose();
        var taken = gradient.Step + 1;
        (Step, LastApplied, _isAsSeeded) = (taken, gradient, false);
        if (taken % HashEvery == 0 || (spec.Checkpoint.Every > 0 && taken % spec.Checkpoint.Every == 0) || taken == spec.Steps)
        {
            TakeHash(taken);
        }
    });

    /// <summary>The hash of its parameters as they are.</summary>
    public Task<ParameterHash> Hash() => thread.Run(() =>
    {
        if (Hashes is not [.., var latest] || latest.Step != Step)
        {
            TakeHash(Step!.Value);
        }

        return Hashes[^1];
    });

    /// <summary>Sums up what it has become.</summary>
    public Task Finish() => thread.Run(() => Summary = new TrainerSummary(Replica.Parameters.Hash(), Replica.Parameters.Count));

    /// <summary>Frees the replica.</summary>
    public Task Release() => thread.Run(() => _updates?.Dispose());

    private Task Become(long attempt, long step, Action load) => thread.Run(() =>
    {
        Forget();
        load();
        (Attempt, Step, _isAsSeeded) = (attempt, step, _isAsSeeded && step == 0);
        TakeHash(step);
    });

    private void TakeHash(long step) => Hashes = [.. Hashes.TakeLast(HashesKept - 1), new ParameterHash(step, Replica.Parameters.QuickHash())];

    private void Rebuild()
    {
        _updates?.Dispose();
        _updates = create();
        _isAsSeeded = true;
    }
}
