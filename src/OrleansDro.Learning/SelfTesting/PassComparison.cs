namespace OrleansDro.Learning.SelfTesting;

/// <summary>Compares passes of a device with the reference.</summary>
/// <param name="reference">The reference.</param>
/// <param name="perturbed">The reference with changed numbers, see <see cref="RoundingError"/>.</param>
/// <param name="change">The largest relative change of a number in them.</param>
internal sealed class PassComparison(NetworkPass reference, NetworkPass[] perturbed, double change)
{
    /// <summary>
    /// A number that is zero but for rounding, as a sum whose parts cancel, does not change with the numbers that it is computed from. It may differ by this share of the changes
    /// times the largest number of its sort.
    /// </summary>
    private const double RoundingOfSums = 0.1;

    /// <summary>
    /// What differs by more than rounding explains. Wrong outputs come first, in the order in which they were computed; then the losses; then wrong gradients, in the order of the
    /// backward pass: so the first is nearest to the cause.
    /// </summary>
    public IReadOnlyList<Deviation> Deviations(IReadOnlyList<NetworkPass> passes) =>
        [.. Outputs(passes).Append(Losses(passes)).Concat(Gradients(passes)).Where(part => !(part.Error <= part.Tolerance))];

    private IEnumerable<Deviation> Outputs(IReadOnlyList<NetworkPass> passes)
    {
        var floor = RoundingOfSums * change * reference.Layers.Select(layer => Largest(layer.Value)).DefaultIfEmpty(0).Max();
        for (var i = 0; i < reference.Layers.Count; i++)
        {
            var layer = i;
            yield return Compare($"the output of '{reference.Layers[i].Key}'", pass => pass.Layers.Count > layer ? pass.Layers[layer].Value : [], passes, floor);
        }
    }

    private Deviation Losses(IReadOnlyList<NetworkPass> passes) => Compare("the loss of a case", pass => pass.Losses, passes, floor: 0);

    private IEnumerable<Deviation> Gradients(IReadOnlyList<NetworkPass> passes)
    {
        var order = reference.Layers.Select((layer, i) => (layer.Key, i)).GroupBy(entry => entry.Key).ToDictionary(group => group.Key, group => group.Max(entry => entry.i));
        var floor = RoundingOfSums * change * reference.Gradients.Values.Max(Largest);
        return reference.Gradients.Keys
            .OrderByDescending(name => order.GetValueOrDefault(LayerOf(name), -1))
            .Select(name => Compare($"the gradient of '{name}'", pass => pass.Gradients[name], passes, Math.Max(floor, ChangeOfLayer(LayerOf(name)))));
    }

    /// <summary>
    /// The largest change over all parameters of a layer: the gradient of a bias in front of a normalization is zero up to rounding, and its own change says nothing of how much
    /// rounding that is.
    /// </summary>
    private double ChangeOfLayer(string layer) =>
        reference.Gradients.Keys.Where(name => LayerOf(name) == layer).Max(name => Change(pass => pass.Gradients[name]));

    private Deviation Compare(string part, Func<NetworkPass, double[]> select, IReadOnlyList<NetworkPass> passes, double floor)
    {
        var expected = select(reference);
        return new Deviation(part, passes.Max(pass => Difference(expected, select(pass))), Math.Max(floor, Change(select)), Largest(expected));
    }

    private static double Largest(double[] values) => values.Length == 0 ? 0 : values.Max(Math.Abs);

    private double Change(Func<NetworkPass, double[]> select) => perturbed.Max(pass => Difference(select(reference), select(pass)));

    /// <summary>The largest absolute difference; infinite if the shapes differ or a number is not finite.</summary>
    private static double Difference(double[] expected, double[] actual)
    {
        var largest = expected.Length == actual.Length ? 0 : double.PositiveInfinity;
        for (var i = 0; i < Math.Min(expected.Length, actual.Length); i++)
        {
            var difference = Math.Abs(expected[i] - actual[i]);
            largest = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(largest, difference);
        }

        return largest;
    }

    private static string LayerOf(string parameter) => parameter.LastIndexOf('.') is > 0 and var end ? parameter[..end] : "";
}
