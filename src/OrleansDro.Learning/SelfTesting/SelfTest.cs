using System.Diagnostics;
using OrleansDro.Learning.Optimization;
using OrleansDro.Learning.Training;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.SelfTesting;

/// <summary>
/// Shows that this process computes a network right on a device: the output of each layer, the loss of each case and the gradient of every parameter, in the precision of the
/// run, against a <see cref="ReferenceNetwork"/>; and that repeated passes have the same bits, whatever freed memory held before. See <see cref="RoundingError"/> for what
/// counts as right.
/// </summary>
/// <remarks>
/// An input can lie on a kink of the network in spite of <see cref="RoundingError"/>'s samples. So a part that differs for one input is wrong only if it differs for another one of
/// <see cref="MostTrials"/> inputs too. A result that is not finite, or whose bits change, is always wrong.
/// </remarks>
public static class SelfTest
{
    private const int MostTrials = 4;

    /// <summary>Tests a network. Call it on the thread that trains, with the number of compute threads of the run.</summary>
    /// <exception cref="InvalidInputException">The network cannot be built or trained at all.</exception>
    public static SelfTestReport Run(SelfTestSubject subject)
    {
        var began = Stopwatch.GetTimestamp();
        using var replica = new Replica(subject.CreateModel, subject.Loss, new SgdOptions(), subject.Device, subject.Seed, subject.Precision);
        using var reference = new ReferenceNetwork(subject, replica);
        if (subject.Device.type != TorchSharp.DeviceType.CPU)
        {
            // A GPU draws other masks from the same seed than the processor.
            reference.SwitchDropoutOff();
            ReferenceNetwork.SwitchDropoutOff(replica.Model);
        }

        using var batch = new BatchBuffer(subject.Task, SelfTestInput.Cases);
        var change = RoundingError.LargestChange(subject.Precision, subject.Device.type == TorchSharp.DeviceType.CUDA, LongestSum(subject, replica));
        var (suspects, isRepeatable) = Try(subject, replica, reference, batch, change, trial: 0);
        var confirmed = isRepeatable && suspects.All(suspect => double.IsFinite(suspect.Error)) ? [] : suspects;
        for (var trial = 1; trial < MostTrials && isRepeatable && suspects.Count > 0 && confirmed.Count == 0; trial++)
        {
            (var again, isRepeatable) = Try(subject, replica, reference, batch, change, trial);
            confirmed = isRepeatable ? [.. again.Where(deviation => !double.IsFinite(deviation.Error) || suspects.Any(suspect => suspect.Part == deviation.Part))] : again;
        }

        return new SelfTestReport(subject.Name, confirmed, isRepeatable, Stopwatch.GetElapsedTime(began));
    }

    private static (IReadOnlyList<Deviation> Deviations, bool IsRepeatable) Try(
        SelfTestSubject subject, Replica replica, ReferenceNetwork reference, BatchBuffer batch, double change, int trial)
    {
        SelfTestInput.Fill(batch, subject.Task, subject.Seed, trial);
        var comparison = new PassComparison(reference.Compute(batch));
        for (var sample = 0; sample < RoundingError.SamplesFor(replica.Parameters.Count); sample++)
        {
            comparison.AddPerturbed(reference.Compute(batch, change, sample));
        }

        var hashes = new HashSet<UInt128>();
        for (var pattern = 0; pattern < DirtyMemory.Patterns; pattern++)
        {
            var pass = Measure(subject, replica, batch, trial, pattern);
            comparison.AddMeasured(pass);
            hashes.Add(pass.Hash());
        }

        return (comparison.Deviations(change), hashes.Count == 1);
    }

    /// <summary>One pass of the replica, as in training.</summary>
    private static NetworkPass Measure(SelfTestSubject subject, Replica replica, BatchBuffer batch, int trial, int pattern)
    {
        SelfTestInput.Fill(batch, subject.Task, subject.Seed, trial);
        DirtyMemory.Leave(pattern, subject.Device);
        using var trace = new LayerTrace(replica.Model);
        double[] losses = [];
        try
        {
            // Also for a network that draws random numbers unknown to the replica.
            lock (Torch.TorchRuntime.RandomGenerator)
            {
                Replica.SeedRandomLayers(subject.Seed, 0, 0);
                replica.Compute([batch], (fresh, _, weights) =>
                {
                    losses = [.. fresh.ToArray().Select(loss => (double)loss)];
                    weights.Fill(1);
                }, step: 0, microBatch: 0);
            }
        }
        catch (TrainingDivergedException)
        {
            // The losses were not finite, which is a result like any other here.
            losses = [.. Enumerable.Repeat(double.NaN, SelfTestInput.Cases)];
        }

        var gradient = Numbers.Read(replica.Parameters.Gradient);
        return new NetworkPass(
            trace.Outputs, losses, replica.Parameters.Slices.ToDictionary(slice => slice.Name, slice => gradient[(int)slice.Offset..(int)(slice.Offset + slice.Length)]));
    }

    /// <summary>The longest sum of products: over the inputs of one output in the forward pass, over all positions of all cases in the gradient of a weight.</summary>
    private static long LongestSum(SelfTestSubject subject, Replica replica)
    {
        var positions = subject.Task.ExampleShape.Aggregate((long)SelfTestInput.Cases, (product, extent) => product * extent);
        return Math.Max(positions, replica.Parameters.Slices.Max(slice => slice.Shape.Length > 1 ? slice.Length / slice.Shape[0] : 1));
    }
}
