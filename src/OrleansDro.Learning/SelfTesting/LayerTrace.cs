using static TorchSharp.torch;

namespace OrleansDro.Learning.SelfTesting;

/// <summary>Keeps the output of each layer of a network while it is computed, by hooks that are removed at the end.</summary>
internal sealed class LayerTrace : IDisposable
{
    private readonly List<KeyValuePair<string, double[]>> _outputs = [];
    private readonly List<Action> _removals = [];

    /// <summary>Begins.</summary>
    /// <param name="model">The network. Its layers are those that take one tensor and give one.</param>
    public LayerTrace(nn.Module model)
    {
        foreach (var (name, module) in model.named_modules())
        {
            if (module is nn.Module<Tensor, Tensor> layer && name.Length > 0)
            {
                var hook = layer.register_forward_hook((_, _, output) =>
                {
                    _outputs.Add(new(name, Numbers.Read(output)));
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
