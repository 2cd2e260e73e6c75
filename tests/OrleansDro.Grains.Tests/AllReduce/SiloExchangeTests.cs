using Microsoft.Extensions.Time.Testing;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.AllReduce.Reducers;
using OrleansDro.Grains.Protocol.AllReduce;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Tests.AllReduce;

public sealed class SiloExchangeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
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

            var exchange = new ExchangeOfSilos(
                format, TimeProvider.System, [.. trainers.Select((silo, number) => ($"silo-{number}", silo.Select(own => own.Order().ToArray()).ToArray()))]);
            foreach (var step in new[] { 0, 1 })
            {
                foreach (var gradient in await Task.WhenAll(exchange.Members.Select(member => Task.Run(() => exchange.Exchange(member, step)))))
                {
                    exchange.AssertIsSum(gradient, step);
                    gradient.Dispose();
                }
            }
        }
    }

    [Fact]
    public async Task Get_OneSilo_AllShareOneArray()
    {
        var exchange = new ExchangeOfSilos(GradientFormat.Float32, TimeProvider.System, ("here", [[0], [1], [2, 3], []]));
        var gradients = await Task.WhenAll(exchange.Members.Select(member => exchange.Exchange(member)));
        Assert.Single(gradients.Select(gradient => gradient.Values.Numbers).Distinct());
        Assert.Equal(0, exchange["here"].TakeBytes());
    }

    /// <summary>A silo's members give five micro-batches, of which (0..3) and 4 are the largest sums, and the others (5) and (6, 7).</summary>
    [Fact]
    public async Task Get_TwoSilosWithUnevenMembers_EachSendsItsSumsAndFetchesTheResultOnce()
    {
        var exchange = new ExchangeOfSilos(GradientFormat.Bfloat16, TimeProvider.System, ("one", [[0], [1, 2], [3, 4]]), ("other", [[5, 6], [7]]));
        foreach (var gradient in await Task.WhenAll(exchange.Members.Select(member => exchange.Exchange(member))))
        {
            exchange.AssertIsSum(gradient);
        }

        TreeNode[] sums = [new(2, 0), TreeNode.Of(4), TreeNode.Of(5), new(1, 3)];
        var expected = Enumerable.Range(0, 2).SelectMany(slice => sums.Select(node => (slice, node)));
        Assert.Equal(
            expected,
            exchange.Reducers.Contributions.Select(sent => (sent.Slice, sent.Node)).OrderBy(sent => (sent.Slice, sent.Node.First)));

        // The first silo reduces the first two slices: it has the result from itself, and the other has all from there, once.
        Assert.Equal(0, exchange["one"].TakeBytes());
        Assert.Equal((2 + 1) * ExchangeOfSilos.Count * sizeof(ushort), exchange["other"].TakeBytes());
        Assert.Equal(0, exchange["other"].TakeBytes());
    }

    [Fact]
    public async Task Get_LateMember_TheOthersAreSentAfterAWhileAndItsPartWhenItComes()
    {
        var clock = new FakeTimeProvider();
        var exchange = new ExchangeOfSilos(GradientFormat.Float32, clock, ("one", [[0], [1], [2]]), ("other", [[3]]));
        var others = exchange.Members.Where((_, number) => number != 2).Select(member => exchange.Exchange(member)).ToArray();
        await Until(() => Sent("other") && exchange.Reducers.Questions >= 4);
        Assert.False(Sent("one"));
        await Until(() =>
        {
            clock.Advance(Patience / 10);
            return Sent("one");
        });
        Assert.Contains((0, 0L, new TreeNode(1, 0)), exchange.Reducers.Contributions);
        var late = exchange.Exchange(exchange.Members[2]);
        foreach (var gradient in await Task.WhenAll([.. others, late]).WaitAsync(Limit, Token))
        {
            exchange.AssertIsSum(gradient);
        }

        bool Sent(string silo) => exchange.Reducers.Contributions.Any(sent => sent.Node.First == 3 == (silo == "other"));
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
        var exchange = new ExchangeOfSilos(GradientFormat.Float32, TimeProvider.System, members);
        var last = exchange.Members[^1];
        foreach (var member in exchange.Members[..^1].Where(member => member.Trainer.Silo == last.Trainer.Silo || member == exchange.Members[0]))
        {
            exchange[member.Trainer.Silo].Give(0, exchange.PartsOf(member), null);
        }

        IReadOnlySet<int> arrived;
        var expected = silos == 1 ? new[] { 0, 1, 2 } : [0, 2];
        do
        {
            var reply = await exchange[last.Trainer.Silo].Get(0, Patience, Token).WaitAsync(Limit, Token);
            Assert.Null(reply.Gradient);
            arrived = reply.Arrived;
        }
        while (!arrived.Order().SequenceEqual(expected));

        // Another computes what is missing, adds it to what it has given, and gives that.
        var helper = exchange.Members[0];
        foreach (var missing in Enumerable.Range(0, 4).Except(expected))
        {
            exchange[helper.Trainer.Silo].Give(0, new Dictionary<TreeNode, PartialGradient> { [TreeNode.Of(missing)] = exchange.PartOf(missing) }, null);
        }

        exchange.AssertIsSum(await exchange.Exchange(helper));
    }

    /// <summary>Its session ends, its arrays are free for the next one.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Get_MemberGoesAwayAfterItGave_ItsPartCountsAndIsNotOverwritten(int silos)
    {
        var exchange = new ExchangeOfSilos(GradientFormat.Bfloat16, TimeProvider.System, [("one", [[0], [1]]), .. silos == 1 ? Array.Empty<(string, int[][])>() : [("other", [[2]])]]);
        var (goes, stays) = (exchange.Members[0], exchange.Members[1..]);
        var parts = exchange.PartsOf(goes);
        exchange["one"].Give(0, parts, null);
        exchange["one"].Leave();
        foreach (var part in parts.Values)
        {
            part.Values.Dispose();
        }

        for (var use = 0; use < 8; use++)
        {
            exchange.Buffers.Rent().Numbers.AsSpan().Fill(float.NaN);
        }

        foreach (var gradient in await Task.WhenAll(stays.Select(member => exchange.Exchange(member))))
        {
            exchange.AssertIsSum(gradient);
        }
    }

    [Fact]
    public async Task Give_Array_IsFreeWhenTheStepIsOverAndItsOwnerIsDone()
    {
        var exchange = new ExchangeOfSilos(GradientFormat.Float32, TimeProvider.System, ("here", [[0], [1]]));
        var parts = exchange.Members.Select(member => exchange.PartsOf(member)).ToArray();
        var array = parts[0][TreeNode.Of(0)].Values.Numbers;
        exchange["here"].Give(0, parts[0], null);
        parts[0][TreeNode.Of(0)].Values.Dispose();
        Assert.NotSame(array, exchange.Buffers.Rent().Numbers);
        using var gradient = await exchange.Exchange(exchange.Members[1], parts[1]);
        Assert.Same(array, exchange.Buffers.Rent().Numbers);
    }

    /// <summary>A trainer that computes for a straggler adds to what it has given before.</summary>
    [Fact]
    public void Add_PartsThatOthersRead_AreNotWrittenTo()
    {
        var exchange = new ExchangeOfSilos(GradientFormat.Float32, TimeProvider.System, ("here", [[0], [1]]));
        var (left, right) = (exchange.PartOf(0), exchange.PartOf(1));
        using var readsLeft = left.Values.Share();
        using var readsRight = right.Values.Share();
        var sum = PartialGradient.Add(left, right, exchange.Format);
        Assert.Equal(readsLeft.Numbers[7] + readsRight.Numbers[7], sum.Values.Numbers[7]);
        Assert.Equal(exchange.PartOf(0).Values.Numbers, readsLeft.Numbers);
        Assert.Equal(exchange.PartOf(1).Values.Numbers, readsRight.Numbers);
    }

    [Fact]
    public async Task Get_AppliedGradient_IsNotOverwrittenBySteps()
    {
        var exchange = new ExchangeOfSilos(GradientFormat.Float32, TimeProvider.System, ("here", [[0], [1]]));
        var applied = await Step(0);
        for (var step = 1; step < 9; step++)
        {
            (await Step(step)).Dispose();
        }

        exchange.AssertIsSum(applied);

        async Task<StepGradient> Step(long step)
        {
            var gradients = await Task.WhenAll(exchange.Members.Select(member => exchange.Exchange(member, step)));
            gradients[1].Dispose();
            return gradients[0];
        }
    }

    [Fact]
    public async Task Get_StepThatIsLongOver_IsGone()
    {
        var exchange = new ExchangeOfSilos(GradientFormat.Float32, TimeProvider.System, ("here", [[0]]));
        for (var step = 0; step < 5; step++)
        {
            await exchange.Exchange(exchange.Members[0], step);
        }

        Assert.True((await exchange["here"].Get(0, Patience, Token)).IsGone);
        exchange.AssertIsSum((await exchange["here"].Get(1, Patience, Token)).Gradient!, 1);
    }

    /// <summary>A new generation takes over a step that one of its members has taken already.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Give_GradientThatWasApplied_IsHadByThoseWhoLackIt(int silos)
    {
        var before = new ExchangeOfSilos(GradientFormat.Float32, TimeProvider.System, ("here", [[0], [1]]));
        var applied = (await Task.WhenAll(before.Members.Select(member => before.Exchange(member, 7))))[0];
        var exchange = new ExchangeOfSilos(GradientFormat.Float32, TimeProvider.System, silos == 1 ? [("here", [[0], [1]])] : [("here", [[0]]), ("there", [[1]])]);
        var (ahead, behind) = (exchange.Members[0], exchange.Members[1]);
        var next = exchange.Exchange(ahead, exchange.PartsOf(ahead, 8), 8, applied);
        exchange.AssertIsSum(await exchange.Exchange(behind, exchange.PartsOf(behind, 7), 7), 7);
        var other = exchange.Exchange(behind, 8);
        exchange.AssertIsSum(await next, 8);
        exchange.AssertIsSum(await other, 8);
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
    public async Task Get_MemberWithTheNextStepsGradientOrNone_TheOneBehindIsToldThatItIsPassed(int silos, bool hasAheadApplied, bool hasBehindApplied)
    {
        var exchange = new ExchangeOfSilos(GradientFormat.Float32, TimeProvider.System, silos == 1 ? [("here", [[0], [1]])] : [("here", [[0]]), ("there", [[1]])]);
        var (ahead, behind) = (exchange.Members[0], exchange.Members[1]);
        await Give(behind, 5, hasBehindApplied);
        Assert.False((await Get(behind, 5)).IsPassed);
        await Give(ahead, 7, hasAheadApplied);
        ExchangeReply reply;
        do
        {
            reply = await Get(behind, 5);
            Assert.Null(reply.Gradient);
        }
        while (!reply.IsPassed && !reply.IsGone);

        reply = await Get(ahead, 7);
        Assert.Equal((null, false, false), (reply.Gradient, reply.IsPassed, reply.IsGone));

        async Task Give(GenerationMember member, long step, bool hasApplied)
        {
            using var applied = hasApplied ? new StepGradient(step - 1, 1, exchange.Results.Rent()) : null;
            exchange[member.Trainer.Silo].Give(step, exchange.PartsOf(member, step), applied);
            await Until(() => silos == 1 || exchange.Reducers.Contributions.Any(sent => sent.Step == step));
        }

        Task<ExchangeReply> Get(GenerationMember member, long step) => exchange[member.Trainer.Silo].Get(step, Patience, Token).WaitAsync(Limit, Token);
    }

    [Fact]
    public async Task Get_ReducersAreLost_AllIsGivenToThoseThatCome()
    {
        var exchange = new ExchangeOfSilos(GradientFormat.Float32, TimeProvider.System, ("one", [[0], [1]]), ("other", [[2]]));
        using var applied = new StepGradient(7, 1, exchange.Results.Rent());
        var waiting = exchange.Members[..2].Select(member => exchange.Exchange(member, exchange.PartsOf(member, 8), 8, applied)).ToArray();
        await Until(() => exchange.Reducers.Contributions.Count == 2);
        Assert.Equal(2, exchange.Reducers.Supplies);
        exchange.Reducers.Lose();
        await Until(() => exchange.Reducers.Contributions.Count == 4 && exchange.Reducers.Supplies == 4);
        foreach (var gradient in await Task.WhenAll([.. waiting, exchange.Exchange(exchange.Members[2], 8)]).WaitAsync(Limit, Token))
        {
            exchange.AssertIsSum(gradient, 8);
        }
    }

    /// <summary>Those who catch up in another silo ask slice by slice.</summary>
    [Theory]
    [InlineData(GradientFormat.Float32)]
    [InlineData(GradientFormat.Bfloat16)]
    public async Task GetSlice_AllMembersInOneSilo_IsTheSumAsItTravels(GradientFormat format)
    {
        var exchange = new ExchangeOfSilos(format, TimeProvider.System, ("here", [[0], [1]]));
        var slices = new ReducedSlices(0, exchange.Results.Rent());
        var asking = Enumerable.Range(0, GradientSlices.CountFor(ExchangeOfSilos.Count)).Select(slice => exchange["here"].GetSlice(slice, 0, Limit)).ToArray();
        var early = await exchange["here"].GetSlice(0, 0, TimeSpan.Zero);
        Assert.Equal((null, false), (early.Reduced, early.IsGone));
        await Task.WhenAll(exchange.Members.Select(member => exchange.Exchange(member)));
        for (var slice = 0; slice < asking.Length; slice++)
        {
            var reduced = (await asking[slice].WaitAsync(Limit, Token)).Reduced!;
            slices.Take(slice, reduced.WeightSum, reduced.Values.Bytes, format);
        }

        Assert.True(slices.IsComplete);
        exchange.AssertIsSum(slices.Gradient);
    }

    [Fact]
    public async Task Leave_LastTrainer_EndsTheWorkAndOneWhoComesBackBeginsAnew()
    {
        var exchange = new ExchangeOfSilos(GradientFormat.Float32, TimeProvider.System, ("one", [[0]]), ("other", [[1]]));
        exchange["one"].Give(0, exchange.PartsOf(exchange.Members[0]), null);
        await Until(() => exchange.Reducers.Questions > 0);
        var waiting = exchange["one"].Get(0, Limit, Token);
        exchange["one"].Leave();
        Assert.Null((await waiting.WaitAsync(Limit, Token)).Gradient);
        exchange["one"].Join();
        foreach (var gradient in await Task.WhenAll(exchange.Members.Select(member => exchange.Exchange(member))))
        {
            exchange.AssertIsSum(gradient);
        }
    }

    [Fact]
    public async Task Get_Cancelled_Throws()
    {
        var exchange = new ExchangeOfSilos(GradientFormat.Float32, TimeProvider.System, ("here", [[0], [1]]));
        using var ended = new CancellationTokenSource();
        var waiting = exchange["here"].Get(0, Limit, ended.Token);
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
