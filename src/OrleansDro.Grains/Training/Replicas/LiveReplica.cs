using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Learning.Torch;
using OrleansDro.Learning.Training;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Training.Replicas;

/// <summary>A replica on its Torch thread, with the step that it takes next. Between two calls the replica's state and the step always belong together.</summary>
internal sealed class LiveReplica
{
    private const int HashEvery = 10;
    private const int HashesKept = 8;

    private readonly RunSpec _spec;
    private readonly TorchThread _thread;
    private readonly Func<IUpdateMethod> _create;
    private bool _isNew = true;

    private LiveReplica(RunSpec spec, TorchThread thread, Func<IUpdateMethod> create)
    {
        (_spec, _thread, _create) = (spec, thread, create);
        Updates = create();
        Buffers = new GradientBuffers(Updates.ContributionLength);
    }

    /// <summary>How the replica takes its steps, for work on the thread.</summary>
    public IUpdateMethod Updates { get; private set; }

    /// <summary>The replica, for work on the thread.</summary>
    public Replica Replica => Updates.Replica;

    /// <summary>The arrays for its gradients.</summary>
    public GradientBuffers Buffers { get; }

    /// <summary>The step that it takes next; null while it does not have the run's state.</summary>
    public long? Step { get; private set; }

    /// <summary>The attempt of the run to which the state belongs.</summary>
    public long Attempt { get; private set; }

    /// <summary>The gradient of the step that it took last, for members that have not taken it; null before the first.</summary>
    public StepGradient? LastApplied { get; private set; }

    /// <summary>The latest hashes of its parameters, oldest first. The list is replaced, never changed.</summary>
    public IReadOnlyList<ParameterHash> Hashes { get; private set; } = [];

    /// <summary>The summary of the model after the run's last step; null before.</summary>
    public TrainerSummary? Summary { get; private set; }

    /// <summary>Builds a replica. It does not have the run's state yet.</summary>
    /// <param name="spec">The run's spec.</param>
    /// <param name="thread">The thread, which the replica does not own.</param>
    /// <param name="create">Builds the replica as the seed determines it. Called on the thread.</param>
    public static Task<LiveReplica> Build(RunSpec spec, TorchThread thread, Func<IUpdateMethod> create) => thread.Run(() => new LiveReplica(spec, thread, create));

    /// <summary>Discards the state.</summary>
    public void DiscardState()
    {
        LastApplied?.Dispose();
        (Step, LastApplied, Hashes, Summary) = (null, null, [], null);
    }

    /// <summary>Takes the state that the seed determines.</summary>
    /// <param name="attempt">The attempt of the run to which the state belongs.</param>
    /// <param name="step">The step that follows on the state.</param>
    public Task InitializeFromSeed(long attempt, long step) => LoadState(attempt, step, () =>
    {
        // Bits may have flipped in a replica that has held a state, even if it has taken no step.
        if (!_isNew)
        {
            Rebuild();
        }
    });

    /// <summary>Takes the state of a checkpoint.</summary>
    /// <param name="attempt">The attempt of the run to which the state belongs.</param>
    /// <param name="step">The step that follows on the state.</param>
    /// <param name="checkpoint">The folder of the checkpoint.</param>
    /// <exception cref="IOException">The checkpoint cannot be read.</exception>
    /// <exception cref="InvalidInputException">The checkpoint is of another model or optimizer.</exception>
    public Task Load(long attempt, long step, string checkpoint) => LoadState(attempt, step, () => ReplicaTensors.Load(Updates, checkpoint));

    /// <summary>Takes the state that another replica has copied.</summary>
    /// <param name="attempt">The attempt of the run to which the state belongs.</param>
    /// <param name="step">The step that follows on the state.</param>
    /// <param name="state">The copy, as <see cref="Copy"/> gives it.</param>
    public Task Load(long attempt, long step, byte[] state) => LoadState(attempt, step, () => ReplicaTensors.Overwrite(Updates, state));

    /// <summary>Copies the state.</summary>
    /// <returns>The copy with the step that follows on it; null if there is no state.</returns>
    public Task<(byte[] State, long Step)?> Copy() => _thread.Run<(byte[], long)?>(() => Step is { } step ? (ReplicaTensors.Copy(Updates), step) : null);

    /// <summary>Takes a step with its gradient.</summary>
    /// <param name="gradient">The gradient over all micro-batches, which the replica owns from now on.</param>
    public Task Apply(StepGradient gradient) => _thread.Run(() =>
    {
        Updates.Apply(gradient.Values.Numbers, gradient.WeightSum, gradient.Step);
        LastApplied?.Dispose();
        var taken = gradient.Step + 1;
        (Step, LastApplied) = (taken, gradient);
        if (taken % HashEvery == 0 || (_spec.Checkpoint.Every > 0 && taken % _spec.Checkpoint.Every == 0) || taken == _spec.Steps)
        {
            AddHash(taken);
        }
    });

    /// <summary>The hash of its parameters in their current state.</summary>
    /// <exception cref="InvalidOperationException">It does not have the run's state.</exception>
    public Task<ParameterHash> Hash() => _thread.Run(() =>
    {
        var step = Step ?? throw new InvalidOperationException("The replica does not have the run's state.");
        return Hashes is [.., var latest] && latest.Step == step ? latest : AddHash(step);
    });

    /// <summary>Summarizes the model after the run's last step.</summary>
    public Task Finish() => _thread.Run(() => Summary = new TrainerSummary(Replica.Parameters.Hash(), Replica.Parameters.Count));

    /// <summary>Frees the replica.</summary>
    public Task Release() => _thread.Run(() => Updates.Dispose());

    private Task LoadState(long attempt, long step, Action load) => _thread.Run(() =>
    {
        DiscardState();
        load();
        (Attempt, Step, _isNew) = (attempt, step, false);
        AddHash(step);
    });

    private ParameterHash AddHash(long step)
    {
        var hash = new ParameterHash(step, Replica.Parameters.QuickHash());
        Hashes = [.. Hashes.TakeLast(HashesKept - 1), hash];
        return hash;
    }

    private void Rebuild()
    {
        Updates.Dispose();
        Updates = _create();
    }
}
