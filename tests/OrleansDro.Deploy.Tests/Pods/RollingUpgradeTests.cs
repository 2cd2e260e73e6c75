using System.Text.Json;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Deploy.Tests.Images;
using OrleansDro.Deploy.Tests.Kubernetes;
using OrleansDro.FaultInjection.Clusters;

namespace OrleansDro.Deploy.Tests.Pods;

/// <summary>
/// The laptop's overlay with TLS, without Kubernetes: its pods are processes with addresses of their own. A run trains across them while each silo is replaced.
/// </summary>
public sealed class RollingUpgradeTests(BuiltImage image)
{
    private const string Run = "upgraded";
    private const int Steps = 100_000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // At a constant rate a run of fewer steps is the beginning of a longer one, so that the run can end when all silos are replaced.
    private static readonly RunSpec Spec = TinyRun.Spec(Run, Steps) with
    {
        Optimizer = new ComponentSpec("adamw", """{"learningRate": 0.003, "schedule": {"name": "constant"}}"""),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AllSilosReplaced_OneAtATime_NoStepIsLostAndNoBitDiffers()
    {
        TimeLimit.SkipIfOver();
        Requirements.SkipWithoutKubectl();
        Requirements.SkipWithoutNamespaces();
        Requirements.SkipWithoutRedis();
        var manifests = await Manifests.BuildAsync("overlays/laptop", ["tls"], Token);
        var (redis, control, trainer) = (Template("redis"), Template("control"), Template("trainer"));
        using var authority = new TestAuthority("orleansdro-authority");
        var (certificate, key) = authority.Issue("orleansdro");
        await using var cluster = new PodCluster(manifests, await image.RootAsync(), image.Final, new Dictionary<string, Dictionary<string, string>>
        {
            ["orleansdro"] = new() { ["redis-password"] = "a password with $ 'signs'", ["api-token"] = "a-token" },
            ["orleansdro-tls"] = new() { ["tls.crt"] = certificate, ["tls.key"] = key, ["ca.crt"] = authority.Certificate },
        });
        await TinyRun.WriteAsync(Spec, Path.Combine(cluster.Claim("orleansdro-data"), "spec.json"), Token);
        cluster.Name("orleansdro-redis", cluster.Start(redis));
        Pod[] controls = [cluster.Start(control), cluster.Start(control)];
        Pod[] trainers = [cluster.Start(trainer), cluster.Start(trainer)];
        foreach (var pod in controls.Concat(trainers))
        {
            await pod.UntilReadyAsync(Token);
        }

        Assert.All(controls.Concat(trainers), pod => Assert.True(pod.ListensAsync("silo", Token).Result));
        Assert.All(controls, pod => Assert.True(pod.ListensAsync("gateway", Token).Result));

        await EndsAsync(cluster.Start(control, ["health", "--server", FormattableString.Invariant($"http://{controls[0].Address}:8080")]));

        // As with 'kubectl exec', but in a pod of its own, which no upgrade ends.
        await EndsAsync(cluster.Start(control, ["submit", "/data/spec.json"]));
        var committed = await UntilAsync(controls[0], status => StepOf(status) >= 20 && Training(status) == 2);

        await EndsAsync(cluster.Start(control, ["cases", Run, "--hardest", "3"]));

        // A Deployment with surge: the new one is ready before the old one goes.
        for (var i = 0; i < controls.Length; i++)
        {
            var next = cluster.Start(control);
            await next.UntilReadyAsync(Token);
            Print("A control silo", await controls[i].DeleteAsync(Token));
            controls[i] = next;
            committed = await GoesOnAsync(controls[i], committed);
        }

        // One without: the old one goes first.
        for (var i = 0; i < trainers.Length; i++)
        {
            Print("A trainer silo", await trainers[i].DeleteAsync(Token));
            trainers[i] = cluster.Start(trainer, i == 0 ? null : FindingItsAddress(trainer));
            await trainers[i].UntilReadyAsync(Token);
            committed = await GoesOnAsync(controls[0], committed);
        }

        await UntilAsync(controls[0], status => Training(status) == 2);
        await EndsAsync(cluster.Start(control, ["stop", Run]));
        var stopped = await UntilAsync(controls[0], status => status.GetProperty("state").GetString() == "stopped");
        await EndsAsync(cluster.Start(control, ["watch", Run, "--out", "/checkpoints/result"]));
        await EndsAsync(cluster.Start(trainer, ["train", "/data/spec.json", "--steps", FormattableString.Invariant($"{stopped}"), "--out", "/checkpoints/alone"]));

        var upgraded = await RunOutcome.ReadAsync(Path.Combine(cluster.Claim("orleansdro-checkpoints"), "result"), Token);
        var undisturbed = await RunOutcome.ReadAsync(Path.Combine(cluster.Claim("orleansdro-checkpoints"), "alone"), Token);
        Assert.Equal(stopped, upgraded.StepsCommitted);
        Assert.Equal(upgraded.DrawsIssued, upgraded.DrawsCredited);
        Assert.Equal(new CreditDifference(0, 0, 0), CreditDifference.Between(undisturbed.Cases, upgraded.Cases));
        Assert.Equal((undisturbed.StepsCommitted, undisturbed.DrawHash, undisturbed.ModelHash), (upgraded.StepsCommitted, upgraded.DrawHash, upgraded.ModelHash));

        PodTemplate Template(string component) => manifests.Pods.Single(pod => pod.Owner == $"orleansdro-{component}");
    }

    /// <summary>As a container of Compose, which is not told its address.</summary>
    private static IEnumerable<string> FindingItsAddress(PodTemplate pod) =>
        pod.Container.Args.Select(argument => argument.StartsWith("--advertise=", StringComparison.Ordinal) ? "--advertise=auto" : argument);

    private static async Task EndsAsync(Pod command)
    {
        await command.Process.WaitForExitAsync(Limit, Token);
        Assert.True(command.Process.ExitCode == 0, command.Process.LastOutput);
    }

    private static void Print(string silo, TimeSpan stopped) => TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{silo} was gone after {stopped.TotalSeconds:0.0} s."));

    private static long StepOf(JsonElement status) => status.GetProperty("stepsCommitted").GetInt64();

    private static int Training(JsonElement status) => status.GetProperty("trainers").EnumerateArray().Count(trainer => trainer.GetProperty("microBatches").GetArrayLength() > 0);

    private static Task<long> GoesOnAsync(Pod control, long committed) => UntilAsync(control, status => StepOf(status) > committed);

    private static async Task<long> UntilAsync(Pod control, Func<JsonElement, bool> isReached)
    {
        var reached = await Eventually.GetAsync(
            () => TryGetAsync(control), status => status is { } known && isReached(known), status => $"{status}\n{control.Process.LastOutput}", Limit, Token, Pause);
        return StepOf(reached!.Value);
    }

    private static async Task<JsonElement?> TryGetAsync(Pod control)
    {
        try
        {
            return JsonDocument.Parse(await control.GetAsync($"/api/runs/{Run}", Token)).RootElement;
        }
        catch (HttpRequestException)
        {
            return null; // The silo that hosts the run was just lost.
        }
    }
}
