namespace OrleansDro.Learning.SelfTesting;

/// <summary>
/// Compares passes of a device, and passes of the reference with changed numbers (see <see cref="RoundingError"/>), with the reference. It keeps the largest differences and not the
/// passes, which are large for a large network.
/// </summary>
/// <param name="reference">The reference.</param>
internal sealed class PassComparison(NetworkPass reference)
{
    /// <summary>
    /// A number that is zero except for rounding, such as a sum whose parts cancel, does not change with the numbers that it is computed from. It may differ by this share of the changes
    /// times the largest number of its sort.
    /// </summary>
    private const double RoundingOfSums = 0.1;

    private readonly Differences _errors = new(reference), _changes = new(reference);

    /// <summary>Takes a pass of the device.</summary>
    public void AddMeasured(NetworkPass pass) => _errors.Add(pass);

    /// <summary>Takes a pass of the reference with changed numbers.</summary>
    public void AddPerturbed(NetworkPass pass) => _changes.Add(pass);

    /// <summary>
    /// The parts that differ by more than rounding explains. Wrong outputs come first, in the order in which they were computed; then the losses; then wrong gradients, in the order of the
    /// backward pass: so the first is nearest to the cause.
    /// </summary>
    /// <param name="change">The largest relative change of a number in the perturbed passes.</param>
    public IReadOnlyList<Deviation> Deviations(double change) =>
        [.. Outputs(change).Append(Losses()).Concat(Gradients(change)).Where(part => !(part.Error <= part.Tolerance))];

    private IEnumerable<Deviation> Outputs(double change)
    {
        var floor = RoundingOfSums * change * reference.Layers.Select(layer => Largest(layer.Value)).DefaultIfEmpty(0).Max();
        return reference.Layers.Select((layer, i) =>
            new Deviation($"the output of '{layer.Key}'", _errors.OfLayers[i], Math.Max(floor, _changes.OfLayers[i]), Largest(layer.Value)));
    }

    private Deviation Losses() => new("the loss of a case", _errors.OfLosses, _changes.OfLosses, Largest(reference.Losses));

    private IEnumerable<Deviation> Gradients(double change)
    {
        var floor = RoundingOfSums * change * reference.Gradients.Values.Max(Largest);
        var order = reference.Layers.Select((layer, i) => (layer.Key, i)).GroupBy(entry => entry.Key).ToDictionary(group => group.Key, group => group.Max(entry => entry.i));

        // The gradient of a bias in front of a normalization is zero up to rounding, and its own change does not show the size of that rounding: the largest change of its layer does.
        var changes = reference.Gradients.Keys.GroupBy(LayerOf).ToDictionary(layer => layer.Key, layer => layer.Max(name => _changes.OfGradients[name]));
        return reference.Gradients
            .OrderByDescending(gradient => order.GetValueOrDefault(LayerOf(gradient.Key), -1))
            .Select(gradient => new Deviation(
                $"the gradient of '{gradient.Key}'", _errors.OfGradients[gradient.Key], Math.Max(floor, changes[LayerOf(gradient.Key)]), Largest(gradient.Value)));
    }

    private static double Largest(double[] values)
    {
        var largest = 0.0;
        foreach (var value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }

    private static string LayerOf(string parameter) => parameter.LastIndexOf('.') is > 0 and var end ? parameter[..end] : "";
}
