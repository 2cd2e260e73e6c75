using static TorchSharp.torch;

namespace OrleansDro.Learning.SelfTesting;

/// <summary>
/// Keeps the outputs of the layers of a network while it is computed, by hooks that are removed at the end. It keeps the first <see cref="MostNumbers"/> numbers, which
/// bounds the memory of a test on a large example: the losses and gradients show an error of a later layer too.
/// </summary>
internal sealed class LayerTrace : IDisposable
{
    private const long MostNumbers = 4_000_000;

    private readonly List<KeyValuePair<string, double[]>> _outputs = [];
    private readonly List<Action> _removals = [];
    private long _numbers;

    /// <summary>Begins.</summary>
    /// <param name="model">The network. Its layers are those with one tensor as input and one as output.</param>
    public LayerTrace(nn.Module model)
    {
        foreach (var (name, module) in model.named_modules())
        {
            if (module is nn.Module<Tensor, Tensor> layer && name.Length > 0)
            {
                var hook = layer.register_forward_hook((_, _, output) =>
                {
                    _numbers += output.numel();
                    if (_numbers <= MostNumbers)
                    {
                        _outputs.Add(new(name, Numbers.Read(output)));
                    }

                    return output;
                });
                _removals.Add(hook.remove);
            }
        }
    }

    /// <summary>The outputs so far, in the order in which they were computed.</summary>
    public IReadOnlyList<KeyValuePair<string, double[]>> Outputs => _outputs;

    /// <inheritdoc/>
    public void Dispose() => _removals.ForEach(remove => remove());
}
