using OrleansDro.Abstractions.Results;
using OrleansDro.Grains.Protocol.Training;
using OrleansDro.Grains.Training.Replicas;

namespace OrleansDro.Grains.Tests.Training.Fakes;

/// <summary>A trainer that gives its state to others.</summary>
/// <param name="transfer">Gives the copies; null if the trainer has no state.</param>
internal sealed class DonorInMemory(StateTransfer? transfer) : ITrainerGrain
{
    /// <summary>Is called before each part is given.</summary>
    public Func<Task> BeforePart { get; set; } = () => Task.CompletedTask;

    public async Task<ReplicaSnapshot?> TakeSnapshot() => transfer is null ? null : await transfer.TakeSnapshot();

    public async Task<byte[]?> GetSnapshotPart(long snapshot, int part)
    {
        await BeforePart();
        return transfer?.PartOf(snapshot, part);
    }

    public Task StartWork() => throw new NotSupportedException();

    public Task Leave() => throw new NotSupportedException();

    public Task Abort() => throw new NotSupportedException();

    public Task<CasePreview[]> Preview(int[] cases) => throw new NotSupportedException();

    public Task<CasePreview[]> PreviewTraining(int[] cases) => throw new NotSupportedException();

    public Task<OpenedCases> OpenCases(string[] ids) => throw new NotSupportedException();
}
