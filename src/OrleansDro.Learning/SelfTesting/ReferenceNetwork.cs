using OrleansDro.Learning.Training;
using OrleansDro.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace OrleansDro.Learning.SelfTesting;

/// <summary>
/// The network of a replica in float64 on the CPU. oneDNN, cuDNN and the vector kernels of float32 have no part in it: libtorch computes convolutions in float64 by matrix products.
/// </summary>
internal sealed class ReferenceNetwork : IDisposable
{
    private readonly SelfTestSubject _subject;
    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly List<(string Name, Tensor Parameter, Tensor Value)> _parameters = [];

    /// <summary>Builds the network with the parameters of a replica.</summary>
    public ReferenceNetwork(SelfTestSubject subject, Replica replica)
    {
        _subject = subject;
        _model = subject.CreateModel();
        _model.to(ScalarType.Float64);
        _model.train();
        var parameters = _model.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        foreach (var slice in replica.Parameters.Slices)
        {
            using var scope = NewDisposeScope();
            var value = replica.Parameters.Data.narrow(0, slice.Offset, slice.Length).view(slice.Shape).cpu().to(ScalarType.Float64);
            _parameters.Add((slice.Name, parameters[slice.Name], value.DetachFromDisposeScope()));
        }
    }

    /// <summary>Computes the losses and gradients.</summary>
    /// <param name="batch">The cases.</param>
    /// <param name="perturbation">Each number of the parameters and inputs is changed by a random share up to this; 0: none is.</param>
    /// <param name="sample">Which of the random changes, 0 or more.</param>
    public NetworkPass Compute(BatchBuffer batch, double perturbation = 0, int sample = 0)
    {
        using var scope = NewDisposeScope();
        using (no_grad())
        {
            for (var i = 0; i < _parameters.Count; i++)
            {
                _parameters[i].Parameter.copy_(Perturb(_parameters[i].Value, perturbation, sample, i + 1));
                _parameters[i].Parameter.grad?.zero_();
            }
        }

        var input = Perturb(batch.Input.to(ScalarType.Float64), perturbation, sample, 0);
        using var trace = new LayerTrace(_model);
        Tensor losses;
        lock (Torch.TorchRuntime.RandomGenerator)
        {
            Replica.SeedRandomLayers(_subject.Seed, 0, 0);
            losses = _subject.Loss.Compute(_model.call(input), batch.Target.to(ScalarType.Int64));
        }

        losses.sum().backward();
        return new NetworkPass(
            trace.Outputs, Numbers.Read(losses), _parameters.ToDictionary(entry => entry.Name, entry => entry.Parameter.grad is { } gradient ? Numbers.Read(gradient) : new double[entry.Parameter.numel()]));
    }

    /// <summary>Switches dropout off.</summary>
    public void SwitchDropoutOff() => SwitchDropoutOff(_model);

    /// <summary>Switches the dropout of a network off; everything else stays as in training.</summary>
    public static void SwitchDropoutOff(nn.Module model)
    {
        foreach (var module in model.modules().Where(Replica.IsDropout))
        {
            module.eval();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _parameters.ForEach(entry => entry.Value.Dispose());
        _model.Dispose();
    }

    private Tensor Perturb(Tensor values, double perturbation, int sample, int slot)
    {
        if (perturbation == 0)
        {
            return values;
        }

        lock (Torch.TorchRuntime.RandomGenerator)
        {
            _ = manual_seed((long)(new CounterRandom(_subject.Seed, RandomPurpose.Perturbation, sample, slot).NextUInt64() >> 1));
            using var scope = NewDisposeScope();
            using Scalar least = (1 - perturbation).ToScalar(), width = (2 * perturbation).ToScalar();
            var factors = rand_like(values).mul_(width).add_(least, Torch.Scalars.One);
            return (values * factors).MoveToOuterDisposeScope();
        }
    }
}
