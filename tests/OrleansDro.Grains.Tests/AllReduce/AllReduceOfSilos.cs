using System.Runtime.InteropServices;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.AllReduce.Reducers;
using OrleansDro.Grains.Protocol.AllReduce;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Tests.AllReduce;

/// <summary>The all-reduces of a generation over some silos, with the gradients of its trainers: a function of the micro-batch and the step.</summary>
internal sealed class AllReduceOfSilos
{
    /// <summary>Two slices, and no multiple of a block or a vector.</summary>
    public const int Count = GradientSlices.Length + 4_099;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly Dictionary<string, SiloAllReduce> _silos;

    /// <param name="format">How gradients are encoded.</param>
    /// <param name="clock">The time.</param>
    /// <param name="silos">The silos' names, each with the micro-batches of each of its trainers.</param>
    public AllReduceOfSilos(GradientFormat format, TimeProvider clock, params (string Silo, int[][] Trainers)[] silos)
    {
        (Format, Reducers) = (format, new ReducersInMemory(clock));
        Members = [.. silos.SelectMany(silo => silo.Trainers.Select((microBatches, device) => new GenerationMember(new TrainerId(silo.Silo, $"cpu:{device}"), microBatches)))];
        MicroBatches = Members.Sum(member => member.MicroBatches.Length);
        var generation = new Generation(1, 0, Members, IsObserved: false);
        _silos = silos.ToDictionary(silo => silo.Silo, silo => new SiloAllReduce(
            MicroBatches,
            [.. silo.Trainers.SelectMany(microBatches => microBatches)],
            format,
            silos.Length == 1
                ? new LocalStepReducer(Results, format)
                : new RemoteStepReducer(ChannelFrom(silo.Silo, generation, clock), Results),
            clock));
        foreach (var member in Members)
        {
            _silos[member.Trainer.Silo].Join();
        }
    }

    public GradientFormat Format { get; }

    public int MicroBatches { get; }

    public GenerationMember[] Members { get; }

    public ReducersInMemory Reducers { get; }

    /// <summary>Arrays for results.</summary>
    public GradientBuffers Results { get; } = new(Count);

    /// <summary>Arrays for the trainers' gradients.</summary>
    public GradientBuffers Buffers { get; } = new(Count);

    public SiloAllReduce this[string silo] => _silos[silo];

    /// <summary>The contribution of a trainer: the gradients over its micro-batches, added up as far as they go.</summary>
    public IReadOnlyDictionary<TreeNode, PartialGradient> PartsOf(GenerationMember member, long step = 0)
    {
        var tree = new ReductionTree<PartialGradient>(MicroBatches, (left, right) => PartialGradient.Add(left, right, Format), part => part.Values.Dispose());
        foreach (var microBatch in member.MicroBatches)
        {
            tree.Add(TreeNode.Of(microBatch), PartOf(microBatch, step));
        }

        return tree.Parts;
    }

    /// <summary>The gradient over one micro-batch.</summary>
    public PartialGradient PartOf(int microBatch, long step = 0)
    {
        var values = Buffers.Rent();
        var random = new Random((int)(1000 * step) + microBatch);
        foreach (ref var value in values.Numbers.AsSpan())
        {
            value = random.NextSingle() - 0.5f;
        }

        GradientEncoding.Round(values.Numbers, Format);
        return new PartialGradient(0.1 + microBatch, values);
    }

    /// <summary>A member contributes its part and asks until the gradient is complete.</summary>
    public Task<StepGradient> AllReduce(GenerationMember member, long step = 0) => AllReduce(member, PartsOf(member, step), step);

    /// <summary>A member contributes its part and asks until the gradient is complete.</summary>
    public async Task<StepGradient> AllReduce(GenerationMember member, IReadOnlyDictionary<TreeNode, PartialGradient> parts, long step = 0, StepGradient? lastApplied = null)
    {
        using var limit = new CancellationTokenSource(Limit);
        var silo = _silos[member.Trainer.Silo];
        while (true)
        {
            silo.Contribute(step, parts, lastApplied);
            if (await silo.Get(step, TimeSpan.FromMilliseconds(250), limit.Token) is AllReduceReply.Reduced reply)
            {
                return reply.Gradient;
            }
        }
    }

    /// <summary>Checks a gradient bit by bit against the sum over all micro-batches as one trainer adds it up.</summary>
    public void AssertIsSum(StepGradient gradient, long step = 0)
    {
        var expected = PartsOf(new GenerationMember(new TrainerId("", ""), [.. Enumerable.Range(0, MicroBatches)]), step)[TreeNode.RootOf(MicroBatches)];
        Assert.Equal((step, expected.WeightSum), (gradient.Step, gradient.WeightSum));
        Assert.True(
            MemoryMarshal.AsBytes(expected.Values.Numbers.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(gradient.Values.Numbers.AsSpan())), "The sum has other bits.");
    }

    private ReducerChannel ChannelFrom(string silo, Generation generation, TimeProvider clock) => new(
        [.. Enumerable.Range(0, GradientSlices.CountFor(Count)).Select(slice => (
            (IGradientReducerService)Reducers, new GradientSlice("run", generation.Number, slice), GradientReducers.SiloOf(generation, slice) != silo))],
        Count,
        Format,
        MicroBatches,
        clock);
}
