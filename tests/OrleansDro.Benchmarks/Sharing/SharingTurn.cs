namespace OrleansDro.Benchmarks.Sharing;

/// <summary>What was measured of one setting in one turn, in steps per second.</summary>
/// <param name="Alone">One process alone.</param>
/// <param name="First">The first of two processes at once.</param>
/// <param name="Second">The second of them.</param>
internal sealed record SharingTurn(double Alone, double First, double Second)
{
    /// <summary>Both processes at once.</summary>
    public double Together => First + Second;

    /// <summary>Measures one process alone, and then two at once. Each figure is that of a fresh process, as what it computed before would change how libgomp waits.</summary>
    /// <param name="network">What they train.</param>
    /// <param name="threads">Their compute threads.</param>
    /// <param name="setting">How their threads wait.</param>
    /// <param name="seconds">How long steps are counted.</param>
    public static async Task<SharingTurn> MeasureAsync(SharedNetwork network, int threads, SharingSetting setting, double seconds)
    {
        double alone;
        await using (var worker = await WorkerProcess.StartAsync(network, threads, setting))
        {
            alone = await worker.CountAsync(seconds);
        }

        // Both are ready before one counts, and none ends before both have counted.
        await using var first = await WorkerProcess.StartAsync(network, threads, setting);
        await using var second = await WorkerProcess.StartAsync(network, threads, setting);
        var rates = await Task.WhenAll(first.CountAsync(seconds), second.CountAsync(seconds));
        return new SharingTurn(alone, rates[0], rates[1]);
    }
}
