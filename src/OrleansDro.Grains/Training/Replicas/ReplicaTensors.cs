using System.Runtime.InteropServices;
using OrleansDro.Grains.Checkpoints;
using OrleansDro.Learning.Checkpoints;
using OrleansDro.Learning.Optimization;
using OrleansDro.Learning.Training;
using OrleansDro.Robustness.Errors;
using static TorchSharp.torch;

namespace OrleansDro.Grains.Training.Replicas;

/// <summary>A replica's parameters and optimizer state as tensors of a checkpoint. On the Torch thread only.</summary>
internal static class ReplicaTensors
{
    /// <summary>The parameters under their own names and shapes.</summary>
    public static IReadOnlyList<StoredTensor> Model(Replica replica)
    {
        var bytes = Bytes(replica.Parameters.Data);
        return [.. replica.Parameters.Slices.Select(slice => new StoredTensor(
            slice.Name, StoredType.F32, slice.Shape, bytes.AsMemory((int)slice.Offset * sizeof(float), (int)slice.Length * sizeof(float))))];
    }

    /// <summary>The optimizer's state, each entry as one vector in the order of the parameters' names.</summary>
    public static IReadOnlyList<StoredTensor> Optimizer(IUpdateMethod updates) =>
        [.. updates.State.Select(entry => new StoredTensor(entry.Key, StoredType.F32, [updates.Replica.Parameters.Count], Bytes(entry.Value)))];

    /// <summary>Puts a checkpoint's parameters and optimizer state into a replica.</summary>
    /// <exception cref="InvalidInputException">The checkpoint is of another model or optimizer.</exception>
    public static void Load(IUpdateMethod updates, string folder)
    {
        var replica = updates.Replica;
        var model = CheckpointFiles.ReadTensors(folder, CheckpointFiles.Model);
        var data = new float[replica.Parameters.Count];
        foreach (var slice in replica.Parameters.Slices)
        {
            Find(model, slice.Name, slice.Length, folder).CopyTo(data, slice.Offset);
        }

        replica.Parameters.SetData(data);
        var optimizer = CheckpointFiles.ReadTensors(folder, CheckpointFiles.Optimizer);
        foreach (var (name, state) in updates.State)
        {
            var values = Find(optimizer, name, replica.Parameters.Count, folder);
            FlatParameters.Overwrite(state, values);
        }
    }

    /// <summary>Copies parameters and optimizer state as one block: float32, the parameters first, then each state by its name.</summary>
    public static byte[] Copy(IUpdateMethod updates)
    {
        using var scope = NewDisposeScope();
        var size = (int)updates.Replica.Parameters.Count * sizeof(float);
        var vectors = Vectors(updates);
        var state = new byte[vectors.Count * size];
        for (var i = 0; i < vectors.Count; i++)
        {
            vectors[i].cpu().bytes.CopyTo(state.AsSpan(i * size));
        }

        return state;
    }

    /// <summary>Replaces parameters and optimizer state by a copy.</summary>
    public static void Overwrite(IUpdateMethod updates, byte[] state)
    {
        var size = (int)updates.Replica.Parameters.Count * sizeof(float);
        var vectors = Vectors(updates);
        for (var i = 0; i < vectors.Count; i++)
        {
            FlatParameters.Overwrite(vectors[i], MemoryMarshal.Cast<byte, float>(state.AsSpan(i * size, size)));
        }
    }

    private static List<Tensor> Vectors(IUpdateMethod updates) =>
        [updates.Replica.Parameters.Data, .. updates.State.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value)];

    private static float[] Find(IReadOnlyDictionary<string, StoredTensor> tensors, string name, long length, string folder) =>
        tensors.TryGetValue(name, out var tensor) && tensor.ToArray<float>() is var values && values.Length == length
            ? values
            : throw new InvalidInputException($"The checkpoint {folder} has no '{name}' of {length} numbers: it belongs to another model or optimizer.");

    private static byte[] Bytes(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.cpu().bytes.ToArray();
    }
}
