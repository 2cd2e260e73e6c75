using System.Diagnostics;
using System.Text.Json;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Learning.Optimization;

namespace OrleansDro.Benchmarks.Steps;

/// <summary>The steps of <c>unet3d.py</c>: the same network in PyTorch, in a process that lives until this is disposed and works only when told to.</summary>
internal sealed class PythonSteps : IStepTaker
{
    // What TorchRuntime.Prepare sets.
    private const string TunedAllocator = "glibc.malloc.arena_max=1:glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=2147483647:glibc.malloc.top_pad=67108864";
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StepLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    private PythonSteps(PythonVariant variant, Process process) => (Name, _process) = (variant.Name, process);

    public string Name { get; }

    public long Parameters { get; private set; }

    /// <summary>PyTorch's version.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Starts the process and builds the network.</summary>
    /// <param name="python">The program.</param>
    /// <param name="variant">How it is set up.</param>
    /// <param name="shape">What is measured.</param>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="tensors">What <see cref="ReplicaSteps.Write"/> wrote.</param>
    public static async Task<PythonSteps> StartAsync(string python, PythonVariant variant, StepShape shape, AdamWOptions optimizer, string tensors)
    {
        var start = new ProcessStartInfo(python, ["-B", Path.Combine(AppContext.BaseDirectory, "unet3d.py")]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (variant.HasTunedAllocator)
        {
            start.Environment["GLIBC_TUNABLES"] = TunedAllocator;
        }

        var steps = new PythonSteps(variant, Process.Start(start)!);
        try
        {
            var setup = new
            {
                shape.Channels,
                tensors,
                shape.Spec.Compute.Threads,
                precision = shape.Spec.Compute.Precision == ComputePrecision.Bfloat16 ? "bfloat16" : "float32",
                variant.Normalization,
                optimizer,
            };
            var built = await steps.AskAsync<Built>(setup, StartLimit);
            (steps.Parameters, steps.Version) = (built.Parameters, built.Version);
            return steps;
        }
        catch
        {
            await steps.DisposeAsync();
            throw;
        }
    }

    public Task<StepBlock> TakeStepsAsync(int count) => AskAsync<StepBlock>(new { steps = count }, count * StepLimit);

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(ExitLimit);
        }
        catch (TimeoutException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task<T> AskAsync<T>(object question, TimeSpan limit)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(question, JsonSerializerOptions.Web));
        await _process.StandardInput.FlushAsync();
        var answer = await _process.StandardOutput.ReadLineAsync().WaitAsync(limit)
            ?? throw new InvalidOperationException($"{Name}: the process ended before it answered; its own message is above.");
        return JsonSerializer.Deserialize<T>(answer, JsonSerializerOptions.Web)!;
    }

    private sealed record Built(string Version, long Parameters);
}
