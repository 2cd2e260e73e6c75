using OrleansDro.Grains.Checkpoints;
using OrleansDro.Learning;
using OrleansDro.Learning.Checkpoints;
using OrleansDro.Learning.Optimisation;
using OrleansDro.Learning.Training;
using static TorchSharp.torch;

namespace OrleansDro.Grains.Training;

/// <summary>A replica's parameters and optimiser state as tensors of a checkpoint. On the Torch thread only.</summary>
internal static class ReplicaTensors
{
    /// <summary>The parameters under their own names and shapes.</summary>
    public static IReadOnlyList<StoredTensor> Model(Replica replica)
    {
        var bytes = Bytes(replica.Parameters.Data);
        return [.. replica.Parameters.Slices.Select(slice => new StoredTensor(
            slice.Name, StoredType.F32, slice.Shape, bytes.AsMemory((int)slice.Offset * sizeof(float), (int)slice.Length * sizeof(float))))];
    }

    /// <summary>The optimiser's state, each as one vector in the order of the parameters' names.</summary>
    public static IReadOnlyList<StoredTensor> Optimizer(Replica replica) =>
        [.. replica.OptimizerState.Select(entry => new StoredTensor(entry.Key, StoredType.F32, [replica.Parameters.Count], Bytes(entry.Value)))];

    /// <summary>Puts a checkpoint's parameters and optimiser state into a replica.</summary>
    /// <exception cref="InvalidInputException">The checkpoint is of another model or optimiser.</exception>
    public static void Load(Replica replica, string folder)
    {
        var model = CheckpointStore.ReadTensors(folder, CheckpointStore.ModelFile);
        var data = new float[replica.Parameters.Count];
        foreach (var slice in replica.Parameters.Slices)
        {
            Find(model, slice.Name, slice.Length, folder).CopyTo(data, slice.Offset);
        }

        replica.Parameters.SetData(data);
        var optimizer = CheckpointStore.ReadTensors(folder, CheckpointStore.OptimizerFile);
        foreach (var (name, state) in replica.OptimizerState)
        {
            var values = Find(optimizer, name, replica.Parameters.Count, folder);
            FlatParameters.Overwrite(state, values);
        }
    }

    private static float[] Find(IReadOnlyDictionary<string, StoredTensor> tensors, string name, long length, string folder) =>
        tensors.TryGetValue(name, out var tensor) && tensor.ToArray<float>() is var values && values.Length == length
            ? values
            : throw new InvalidInputException($"The checkpoint {folder} has no '{name}' of {length} numbers: it belongs to another model or optimiser.");

    private static byte[] Bytes(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.cpu().bytes.ToArray();
    }
}
