using Orleans.Concurrency;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Training;
using OrleansDro.Grains.Scheduling.Placement;
using OrleansDro.Grains.Training.Context;
using OrleansDro.Grains.Training.Data;
using OrleansDro.Grains.Training.Lifecycle;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Grains.Training;

/// <summary>
/// One device with one replica. It works for one run: asks it what to do, and does it. The grain itself only waits: Torch works on the trainer's <see cref="TorchThread"/>, and cases
/// are loaded on the thread pool.
/// </summary>
[Reentrant, KeepAlive, DevicePlacement, RequireRole(NodeRoles.Trainer)]
internal sealed class TrainerGrain(TrainerServices services) : Grain, ITrainerGrain, IDisposable
{
    private TrainerLifetime? _lifetime;

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Abort();

    /// <inheritdoc/>
    public void Dispose() => _lifetime?.Dispose();

    /// <inheritdoc/>
    public Task StartWork()
    {
        if (_lifetime is null)
        {
            var (trainer, run) = TrainerId.Parse(this.GetPrimaryKeyString());
            _lifetime = new TrainerLifetime(run, trainer, RunGrains.Of(GrainFactory, run), services);
            _ = DeactivateAfter(_lifetime.Start());
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task Leave()
    {
        if (_lifetime is null)
        {
            DeactivateOnIdle();
            return;
        }

        await _lifetime.Leave();
    }

    /// <inheritdoc/>
    public Task Abort() => _lifetime?.Abort() ?? Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<ReplicaSnapshot?> TakeSnapshot() =>
        _lifetime?.Progress is { IsLeaving: false, State.AfterPreparation: { } prepared } ? await prepared.Transfer.TakeSnapshot() : null;

    /// <inheritdoc/>
    public Task<byte[]?> GetSnapshotPart(long snapshot, int part) => Task.FromResult(_lifetime?.Progress.State.AfterPreparation?.Transfer.PartOf(snapshot, part));

    /// <inheritdoc/>
    public Task<CasePreview[]> Preview(int[] cases) =>
        (_lifetime?.Progress.State.AfterPreparation ?? throw NotReady("has no replica yet")).Previewer.PreviewValidation(cases);

    /// <inheritdoc/>
    public Task<CasePreview[]> PreviewTraining(int[] cases) => _lifetime?.Progress.State.AfterPreparation?.Previewer.PreviewTraining(cases) ?? Task.FromResult<CasePreview[]>([]);

    /// <inheritdoc/>
    public Task<OpenedCases> OpenCases(string[] ids) => CaseOpening.TryOpen(_lifetime?.Progress.State.DataSet ?? throw NotReady("has not opened the data set yet"), ids);

    private InvalidOperationException NotReady(string reason) => new($"The trainer {this.GetPrimaryKeyString()} {reason}. Try again in a few seconds.");

    private async Task DeactivateAfter(Task lifetime)
    {
        await lifetime;
        DeactivateOnIdle();
    }
}
