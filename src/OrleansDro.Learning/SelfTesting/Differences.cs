namespace OrleansDro.Learning.SelfTesting;

/// <summary>The largest absolute differences of some passes from the reference, by part.</summary>
/// <param name="reference">The reference.</param>
internal sealed class Differences(NetworkPass reference)
{
    /// <summary>Of each layer's output, in the order of the reference.</summary>
    public double[] OfLayers { get; } = new double[reference.Layers.Count];

    /// <summary>Of the losses.</summary>
    public double OfLosses { get; private set; }

    /// <summary>Of each parameter's gradient, by its name.</summary>
    public Dictionary<string, double> OfGradients { get; } = reference.Gradients.Keys.ToDictionary(name => name, _ => 0.0);

    /// <summary>Takes a pass.</summary>
    public void Add(NetworkPass pass)
    {
        for (var i = 0; i < OfLayers.Length; i++)
        {
            OfLayers[i] = Math.Max(OfLayers[i], Between(reference.Layers[i].Value, pass.Layers.Count > i ? pass.Layers[i].Value : []));
        }

        OfLosses = Math.Max(OfLosses, Between(reference.Losses, pass.Losses));
        foreach (var (name, expected) in reference.Gradients)
        {
            OfGradients[name] = Math.Max(OfGradients[name], Between(expected, pass.Gradients[name]));
        }
    }

    /// <summary>The largest absolute difference; infinite if the shapes differ or a number is not finite.</summary>
    private static double Between(double[] expected, double[] actual)
    {
        var largest = expected.Length == actual.Length ? 0 : double.PositiveInfinity;
        for (var i = 0; i < Math.Min(expected.Length, actual.Length); i++)
        {
            var difference = Math.Abs(expected[i] - actual[i]);
            largest = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(largest, difference);
        }

        return largest;
    }
}
