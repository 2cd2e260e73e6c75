using System.Runtime.InteropServices;
using OrleansDro.Learning.Data;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Training;

/// <summary>
/// The host memory of one micro-batch, used again and again: loader threads write examples straight into the tensors that the network reads.
/// </summary>
public sealed class BatchBuffer : IDisposable
{
    private readonly int _inputLength, _targetLength;

    /// <summary>Allocates the memory.</summary>
    /// <param name="task">Defines the shapes.</param>
    /// <param name="cases">Cases in the micro-batch, at least 1.</param>
    public BatchBuffer(TaskDescription task, int cases)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cases);
        Cases = cases;
        _inputLength = task.InputLength;
        _targetLength = task.TargetLength;
        var spatial = task.ExampleShape.Select(extent => (long)extent).ToArray();
        using var scope = NewDisposeScope();
        Input = zeros([cases, task.InputChannels, .. spatial], ScalarType.Float32).DetachFromDisposeScope();
        Target = zeros(task.Kind == TaskKind.Segmentation ? [cases, .. spatial] : [cases], ScalarType.Int32).DetachFromDisposeScope();
    }

    /// <summary>Cases in the micro-batch.</summary>
    public int Cases { get; }

    /// <summary>Shape (cases, channels, spatial...), float32.</summary>
    public Tensor Input { get; }

    /// <summary>Shape (cases, spatial...) or (cases), int32.</summary>
    public Tensor Target { get; }

    /// <summary>The input of one case, to be written; safe from several threads for different cases.</summary>
    public Span<float> InputOf(int position) => MemoryMarshal.Cast<byte, float>(Input.bytes).Slice(position * _inputLength, _inputLength);

    /// <summary>The target of one case, to be written; safe from several threads for different cases.</summary>
    public Span<int> TargetOf(int position) => MemoryMarshal.Cast<byte, int>(Target.bytes).Slice(position * _targetLength, _targetLength);

    /// <inheritdoc/>
    public void Dispose()
    {
        Input.Dispose();
        Target.Dispose();
    }
}
