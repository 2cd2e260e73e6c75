using Microsoft.Extensions.Time.Testing;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.AllReduce.Reducers;
using OrleansDro.Grains.Protocol.AllReduce;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Tests.AllReduce;

public sealed class SiloAllReduceTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<GradientFormat, int> FormatsAndMicroBatches => [.. Enum.GetValues<GradientFormat>().SelectMany(format => Enumerable.Range(1, 9).Select(count => (format, count)))];

    /// <summary>One to three silos, any number of trainers in each, any micro-batches for any of them, in any order.</summary>
    [Theory]
    [MemberData(nameof(FormatsAndMicroBatches))]
    public async Task Get_RandomAssignments_SameBitsAsThePlainTree(GradientFormat format, int microBatches)
    {
        var random = new Random(microBatches);
        for (var trial = 0; trial < 6; trial++)
        {
            var silos = (trial % 3) + 1;
            var numbers = Enumerable.Range(0, microBatches).ToArray();
            random.Shuffle(numbers);
            var trainers = Enumerable.Range(0, silos).Select(_ => Enumerable.Range(0, random.Next(1, 4)).Select(_ => new List<int>()).ToArray()).ToArray();
            var all = trainers.SelectMany(silo => silo).ToArray();
            foreach (var number in numbers)
            {
                all[random.Next(all.Length)].Add(number);
            }

            var allReduce = new AllReduceOfSilos(
                format, TimeProvider.System, [.. trainers.Select((silo, number) => ($"silo-{number}", silo.Select(own => own.Order().ToArray()).ToArray()))]);
            foreach (var step in new[] { 0, 1 })
            {
                foreach (var gradient in await Task.WhenAll(allReduce.Members.Select(member => Task.Run(() => allReduce.AllReduce(member, step)))))
                {
                    allReduce.AssertIsSum(gradient, step);
                    gradient.Dispose();
                }
            }
        }
    }

    [Fact]
    public async Task Get_OneSilo_AllShareOneArray()
    {
        var allReduce = new AllReduceOfSilos(GradientFormat.Float32, TimeProvider.System, ("here", [[0], [1], [2, 3], []]));
        var gradients = await Task.WhenAll(allReduce.Members.Select(member => allReduce.AllReduce(member)));
        Assert.Single(gradients.Select(gradient => gradient.Values.Numbers).Distinct());
        Assert.Equal(0, allReduce["here"].TakeBytes());
    }

    /// <summary>A silo's members give five micro-batches, of which (0..3) and 4 are the largest sums, and the others (5) and (6, 7).</summary>
    [Fact]
    public async Task Get_TwoSilosWithUnevenMembers_EachSendsItsSumsAndFetchesTheResultOnce()
    {
        var allReduce = new AllReduceOfSilos(GradientFormat.Bfloat16, TimeProvider.System, ("one", [[0], [1, 2], [3, 4]]), ("other", [[5, 6], [7]]));
        foreach (var gradient in await Task.WhenAll(allReduce.Members.Select(member => allReduce.AllReduce(member))))
        {
            allReduce.AssertIsSum(gradient);
        }

        TreeNode[] sums = [new(2, 0), TreeNode.Of(4), TreeNode.Of(5), new(1, 3)];
        var expected = Enumerable.Range(0, 2).SelectMany(slice => sums.Select(node => (slice, node)));
        Assert.Equal(
            expected,
            allReduce.Reducers.Contributions.Select(sent => (sent.Slice, sent.Node)).OrderBy(sent => (sent.Slice, sent.Node.First)));

        // The first silo reduces the first two slices: it has the result from itself, and the other has all from there, once.
        Assert.Equal(0, allReduce["one"].TakeBytes());
        Assert.Equal((2 + 1) * AllReduceOfSilos.Count * sizeof(ushort), allReduce["other"].TakeBytes());
        Assert.Equal(0, allReduce["other"].TakeBytes());
    }

    [Fact]
    public async Task Get_LateMember_TheOthersAreSentAfterAWhileAndItsPartWhenItComes()
    {
        var clock = new FakeTimeProvider();
        var allReduce = new AllReduceOfSilos(GradientFormat.Float32, clock, ("one", [[0], [1], [2]]), ("other", [[3]]));
        var others = allReduce.Members.Where((_, number) => number != 2).Select(member => allReduce.AllReduce(member)).ToArray();
        await Until(() => Sent("other") && allReduce.Reducers.Questions >= 4);
        Assert.False(Sent("one"));
        await Until(() =>
        {
            clock.Advance(Timeout / 10);
            return Sent("one");
        });
        Assert.Contains((0, 0L, new TreeNode(1, 0)), allReduce.Reducers.Contributions);
        var late = allReduce.AllReduce(allReduce.Members[2]);
        foreach (var gradient in await Task.WhenAll([.. others, late]).WaitAsync(Limit, Token))
        {
            allReduce.AssertIsSum(gradient);
        }

        bool Sent(string silo) => allReduce.Reducers.Contributions.Any(sent => sent.Node.First == 3 == (silo == "other"));
    }

    /// <summary>What has not arrived is what a member that waits has to compute.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Get_PartThatDoesNotCome_TellsWhatIsThereAndAnotherMayGiveIt(int silos)
    {
        var members = silos == 1
            ? new[] { ("one", new int[][] { [0], [1], [2], [3] }) }
            : [("one", [[0], [1]]), ("other", [[2], [3]])];
        var allReduce = new AllReduceOfSilos(GradientFormat.Float32, TimeProvider.System, members);
        var last = allReduce.Members[^1];
        foreach (var member in allReduce.Members[..^1].Where(member => member.Trainer.Silo == last.Trainer.Silo || member == allReduce.Members[0]))
        {
            allReduce[member.Trainer.Silo].Contribute(0, allReduce.PartsOf(member), null);
        }

        IReadOnlySet<int> arrived;
        var expected = silos == 1 ? new[] { 0, 1, 2 } : [0, 2];
        do
        {
            var reply = await allReduce[last.Trainer.Silo].Get(0, Timeout, Token).WaitAsync(Limit, Token);
            arrived = Assert.IsType<AllReduceReply.Pending>(reply).Arrived;
        }
        while (!arrived.Order().SequenceEqual(expected));

        // Another computes what is missing, adds it to what it has given, and gives that.
        var helper = allReduce.Members[0];
        foreach (var missing in Enumerable.Range(0, 4).Except(expected))
        {
            allReduce[helper.Trainer.Silo].Contribute(0, new Dictionary<TreeNode, PartialGradient> { [TreeNode.Of(missing)] = allReduce.PartOf(missing) }, null);
        }

        allReduce.AssertIsSum(await allReduce.AllReduce(helper));
    }

    /// <summary>Its session ends, its arrays are free for the next one.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Get_MemberGoesAwayAfterItGave_ItsPartCountsAndIsNotOverwritten(int silos)
    {
        var allReduce = new AllReduceOfSilos(GradientFormat.Bfloat16, TimeProvider.System, [("one", [[0], [1]]), .. silos == 1 ? Array.Empty<(string, int[][])>() : [("other", [[2]])]]);
        var (goes, stays) = (allReduce.Members[0], allReduce.Members[1..]);
        var parts = allReduce.PartsOf(goes);
        allReduce["one"].Contribute(0, parts, null);
        allReduce["one"].Leave();
        foreach (var part in parts.Values)
        {
            part.Values.Dispose();
        }

        for (var use = 0; use < 8; use++)
        {
            allReduce.Buffers.Rent().Numbers.AsSpan().Fill(float.NaN);
        }

        foreach (var gradient in await Task.WhenAll(stays.Select(member => allReduce.AllReduce(member))))
        {
            allReduce.AssertIsSum(gradient);
        }
    }

    [Fact]
    public async Task Give_Array_IsFreeWhenTheStepIsOverAndItsOwnerIsDone()
    {
        var allReduce = new AllReduceOfSilos(GradientFormat.Float32, TimeProvider.System, ("here", [[0], [1]]));
        var parts = allReduce.Members.Select(member => allReduce.PartsOf(member)).ToArray();
        var array = parts[0][TreeNode.Of(0)].Values.Numbers;
        allReduce["here"].Contribute(0, parts[0], null);
        parts[0][TreeNode.Of(0)].Values.Dispose();
        Assert.NotSame(array, allReduce.Buffers.Rent().Numbers);
        using var gradient = await allReduce.AllReduce(allReduce.Members[1], parts[1]);
        Assert.Same(array, allReduce.Buffers.Rent().Numbers);
    }

    /// <summary>A trainer that computes for a straggler adds to what it has given before.</summary>
    [Fact]
    public void Add_PartsThatOthersRead_AreNotWrittenTo()
    {
        var allReduce = new AllReduceOfSilos(GradientFormat.Float32, TimeProvider.System, ("here", [[0], [1]]));
        var (left, right) = (allReduce.PartOf(0), allReduce.PartOf(1));
        using var readsLeft = left.Values.Share();
        using var readsRight = right.Values.Share();
        var sum = PartialGradient.Add(left, right, allReduce.Format);
        Assert.Equal(readsLeft.Numbers[7] + readsRight.Numbers[7], sum.Values.Numbers[7]);
        Assert.Equal(allReduce.PartOf(0).Values.Numbers, readsLeft.Numbers);
        Assert.Equal(allReduce.PartOf(1).Values.Numbers, readsRight.Numbers);
    }

    [Fact]
    public async Task Get_AppliedGradient_IsNotOverwrittenBySteps()
    {
        var allReduce = new AllReduceOfSilos(GradientFormat.Float32, TimeProvider.System, ("here", [[0], [1]]));
        var applied = await Step(0);
        for (var step = 1; step < 9; step++)
        {
            (await Step(step)).Dispose();
        }

        allReduce.AssertIsSum(applied);

        async Task<StepGradient> Step(long step)
        {
            var gradients = await Task.WhenAll(allReduce.Members.Select(member => allReduce.AllReduce(member, step)));
            gradients[1].Dispose();
            return gradients[0];
        }
    }

    [Fact]
    public async Task Get_StepThatIsLongOver_IsGone()
    {
        var allReduce = new AllReduceOfSilos(GradientFormat.Float32, TimeProvider.System, ("here", [[0]]));
        for (var step = 0; step < 5; step++)
        {
            await allReduce.AllReduce(allReduce.Members[0], step);
        }

        Assert.IsType<AllReduceReply.Gone>(await allReduce["here"].Get(0, Timeout, Token));
        allReduce.AssertIsSum(Assert.IsType<AllReduceReply.Reduced>(await allReduce["here"].Get(1, Timeout, Token)).Gradient, 1);
    }

    /// <summary>A new generation takes over a step that one of its members has taken already.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Give_GradientThatWasApplied_IsHadByThoseWhoLackIt(int silos)
    {
        var before = new AllReduceOfSilos(GradientFormat.Float32, TimeProvider.System, ("here", [[0], [1]]));
        var applied = (await Task.WhenAll(before.Members.Select(member => before.AllReduce(member, 7))))[0];
        var allReduce = new AllReduceOfSilos(GradientFormat.Float32, TimeProvider.System, silos == 1 ? [("here", [[0], [1]])] : [("here", [[0]]), ("there", [[1]])]);
        var (ahead, behind) = (allReduce.Members[0], allReduce.Members[1]);
        var next = allReduce.AllReduce(ahead, allReduce.PartsOf(ahead, 8), 8, applied);
        allReduce.AssertIsSum(await allReduce.AllReduce(behind, allReduce.PartsOf(behind, 7), 7), 7);
        var other = allReduce.AllReduce(behind, 8);
        allReduce.AssertIsSum(await next, 8);
        allReduce.AssertIsSum(await other, 8);
    }

    /// <summary>Nobody has the gradient that it lacks: the one ahead took that step in an earlier generation, and may since have got its state from another.</summary>
    [Theory]
    [InlineData(1, true, true)]
    [InlineData(1, true, false)]
    [InlineData(1, false, true)]
    [InlineData(1, false, false)]
    [InlineData(2, true, true)]
    [InlineData(2, true, false)]
    [InlineData(2, false, true)]
    [InlineData(2, false, false)]
    public async Task Get_MemberWithTheNextStepsGradientOrNone_TheOneBehindLearnsThatItIsPassed(int silos, bool hasAheadApplied, bool hasBehindApplied)
    {
        var allReduce = new AllReduceOfSilos(GradientFormat.Float32, TimeProvider.System, silos == 1 ? [("here", [[0], [1]])] : [("here", [[0]]), ("there", [[1]])]);
        var (ahead, behind) = (allReduce.Members[0], allReduce.Members[1]);
        await Give(behind, 5, hasBehindApplied);
        Assert.False(Assert.IsType<AllReduceReply.Pending>(await Get(behind, 5)).IsPassed);
        await Give(ahead, 7, hasAheadApplied);
        AllReduceReply reply;
        do
        {
            reply = await Get(behind, 5);
            Assert.IsNotType<AllReduceReply.Reduced>(reply);
        }
        while (reply is AllReduceReply.Pending { IsPassed: false });

        Assert.False(Assert.IsType<AllReduceReply.Pending>(await Get(ahead, 7)).IsPassed);

        async Task Give(GenerationMember member, long step, bool hasApplied)
        {
            using var applied = hasApplied ? new StepGradient(step - 1, 1, allReduce.Results.Rent()) : null;
            allReduce[member.Trainer.Silo].Contribute(step, allReduce.PartsOf(member, step), applied);
            await Until(() => silos == 1 || allReduce.Reducers.Contributions.Any(sent => sent.Step == step));
        }

        Task<AllReduceReply> Get(GenerationMember member, long step) => allReduce[member.Trainer.Silo].Get(step, Timeout, Token).WaitAsync(Limit, Token);
    }

    [Fact]
    public async Task Get_ReducersAreLost_AllIsGivenToThoseThatCome()
    {
        var allReduce = new AllReduceOfSilos(GradientFormat.Float32, TimeProvider.System, ("one", [[0], [1]]), ("other", [[2]]));
        using var applied = new StepGradient(7, 1, allReduce.Results.Rent());
        var waiting = allReduce.Members[..2].Select(member => allReduce.AllReduce(member, allReduce.PartsOf(member, 8), 8, applied)).ToArray();
        await Until(() => allReduce.Reducers.Contributions.Count == 2);
        Assert.Equal(2, allReduce.Reducers.PutCount);
        allReduce.Reducers.Lose();
        await Until(() => allReduce.Reducers.Contributions.Count == 4 && allReduce.Reducers.PutCount == 4);
        foreach (var gradient in await Task.WhenAll([.. waiting, allReduce.AllReduce(allReduce.Members[2], 8)]).WaitAsync(Limit, Token))
        {
            allReduce.AssertIsSum(gradient, 8);
        }
    }

    /// <summary>Those who catch up in another silo ask slice by slice.</summary>
    [Theory]
    [InlineData(GradientFormat.Float32)]
    [InlineData(GradientFormat.Bfloat16)]
    public async Task GetSlice_AllMembersInOneSilo_IsTheSumAsItTravels(GradientFormat format)
    {
        var allReduce = new AllReduceOfSilos(format, TimeProvider.System, ("here", [[0], [1]]));
        var slices = new ReducedSlices(0, allReduce.Results.Rent());
        var asking = Enumerable.Range(0, GradientSlices.CountFor(AllReduceOfSilos.Count)).Select(slice => allReduce["here"].GetSlice(slice, 0, Limit)).ToArray();
        var early = await allReduce["here"].GetSlice(0, 0, TimeSpan.Zero);
        Assert.Equal((null, false), (early.Reduced, early.IsGone));
        await Task.WhenAll(allReduce.Members.Select(member => allReduce.AllReduce(member)));
        for (var slice = 0; slice < asking.Length; slice++)
        {
            var reduced = (await asking[slice].WaitAsync(Limit, Token)).Reduced!;
            slices.Take(slice, reduced.WeightSum, reduced.Values.Bytes, format);
        }

        Assert.True(slices.IsComplete);
        allReduce.AssertIsSum(slices.ShareGradient());
    }

    [Fact]
    public async Task Leave_LastTrainer_EndsTheWorkAndOneWhoComesBackBeginsAnew()
    {
        var allReduce = new AllReduceOfSilos(GradientFormat.Float32, TimeProvider.System, ("one", [[0]]), ("other", [[1]]));
        allReduce["one"].Contribute(0, allReduce.PartsOf(allReduce.Members[0]), null);
        await Until(() => allReduce.Reducers.Questions > 0);
        var waiting = allReduce["one"].Get(0, Limit, Token);
        allReduce["one"].Leave();
        Assert.IsType<AllReduceReply.Pending>(await waiting.WaitAsync(Limit, Token));
        allReduce["one"].Join();
        foreach (var gradient in await Task.WhenAll(allReduce.Members.Select(member => allReduce.AllReduce(member))))
        {
            allReduce.AssertIsSum(gradient);
        }
    }

    [Fact]
    public async Task Get_Cancelled_Throws()
    {
        var allReduce = new AllReduceOfSilos(GradientFormat.Float32, TimeProvider.System, ("here", [[0], [1]]));
        using var ended = new CancellationTokenSource();
        var waiting = allReduce["here"].Get(0, Limit, ended.Token);
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private static async Task Until(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!isSo())
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
