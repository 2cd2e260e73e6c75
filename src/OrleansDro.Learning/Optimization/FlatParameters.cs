using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OrleansDro.Robustness.Errors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Optimization;

/// <summary>
/// All trainable numbers of a model as one vector, and their gradients as another: the model's own parameters become views of them,
/// so that the optimizer, the exchange between trainers and the checkpoint each handle one block of memory.
/// Parameters lie in the order of their names (ordinal), so the layout does not depend on the order of construction.
/// </summary>
public sealed class FlatParameters : IDisposable
{
    private readonly List<ParameterSlice> _slices = [];

    /// <summary>Moves the parameters of a model into one vector, on the device they are on.</summary>
    /// <exception cref="InvalidInputException">The model has no trainable parameter, or one that is not float32.</exception>
    public FlatParameters(nn.Module model)
    {
        var parameters = model.named_parameters().Where(entry => entry.parameter.requires_grad).OrderBy(entry => entry.name, StringComparer.Ordinal).ToList();
        if (parameters.Count == 0)
        {
            throw new InvalidInputException($"The model '{model.GetName()}' has no trainable parameters.");
        }

        foreach (var (name, parameter) in parameters)
        {
            if (parameter.dtype != ScalarType.Float32)
            {
                throw new InvalidInputException($"The parameter '{name}' is {parameter.dtype}; trainable parameters must be float32.");
            }

            _slices.Add(new ParameterSlice(name, Count, [.. parameter.shape]));
            Count += parameter.numel();
        }

        using var scope = NewDisposeScope();
        using var withoutGraph = no_grad();
        var device = parameters[0].parameter.device;
        Data = zeros(Count, ScalarType.Float32, device).DetachFromDisposeScope();
        Gradient = zeros(Count, ScalarType.Float32, device).DetachFromDisposeScope();
        for (var i = 0; i < _slices.Count; i++)
        {
            Bind(parameters[i].parameter, _slices[i]);
        }
    }

    /// <summary>The number of parameters.</summary>
    public long Count { get; }

    /// <summary>The parameters, shape (Count).</summary>
    public Tensor Data { get; }

    /// <summary>The gradients, shape (Count); the backward pass adds into it.</summary>
    public Tensor Gradient { get; }

    /// <summary>The place of each parameter, by name.</summary>
    public IReadOnlyList<ParameterSlice> Slices => _slices;

    /// <summary>SHA-256 of the parameters' bytes in name order, lower-case hex: equal exactly if the models are bit for bit equal.</summary>
    public string Hash()
    {
        using var scope = NewDisposeScope();
        return Convert.ToHexStringLower(SHA256.HashData(Data.cpu().bytes));
    }

    /// <summary>XXH3 of the parameters' bytes, 128 bits, lower-case hex: fast enough to compare replicas again and again. Not against intent.</summary>
    public string QuickHash()
    {
        using var scope = NewDisposeScope();
        return Convert.ToHexStringLower(XxHash128.Hash(Data.cpu().bytes));
    }

    /// <summary>The Euclidean norm of the gradients, with the same bits on every processor.</summary>
    public double GradientNorm()
    {
        using var scope = NewDisposeScope();
        return EuclideanNorm.Of(MemoryMarshal.Cast<byte, float>(Gradient.cpu().bytes));
    }

    /// <summary>Copies the gradients to the host.</summary>
    /// <param name="destination">Receives <see cref="Count"/> numbers.</param>
    public void CopyGradientTo(Span<float> destination) => Read(Gradient, destination);

    /// <summary>Replaces the gradients.</summary>
    /// <param name="source"><see cref="Count"/> numbers.</param>
    public void SetGradient(ReadOnlySpan<float> source) => Overwrite(Gradient, source);

    /// <summary>Replaces the parameters.</summary>
    /// <param name="source"><see cref="Count"/> numbers.</param>
    public void SetData(ReadOnlySpan<float> source) => Overwrite(Data, source);

    /// <inheritdoc/>
    public void Dispose()
    {
        Data.Dispose();
        Gradient.Dispose();
    }

    /// <summary>Copies the numbers of a float32 vector on any device to the host.</summary>
    public static void Read(Tensor vector, Span<float> destination)
    {
        using var scope = NewDisposeScope();
        MemoryMarshal.Cast<byte, float>(vector.cpu().bytes).CopyTo(destination);
    }

    /// <summary>Replaces the numbers of a float32 vector on any device.</summary>
    public static void Overwrite(Tensor vector, ReadOnlySpan<float> source)
    {
        using var scope = NewDisposeScope();
        using var withoutGraph = no_grad();
        if (vector.device_type == DeviceType.CPU)
        {
            source.CopyTo(MemoryMarshal.Cast<byte, float>(vector.bytes));
        }
        else
        {
            vector.copy_(tensor(source.ToArray()));
        }
    }

    private void Bind(Parameter parameter, ParameterSlice slice)
    {
        var view = Data.narrow(0, slice.Offset, slice.Length).view(slice.Shape);
        view.copy_(parameter);
        parameter.set_(view);
        parameter.grad = Gradient.narrow(0, slice.Offset, slice.Length).view(slice.Shape).DetachFromDisposeScope();
    }
}
