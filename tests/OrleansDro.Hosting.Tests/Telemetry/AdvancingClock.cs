namespace OrleansDro.Hosting.Tests.Telemetry;

/// <summary>The system's clock, which can be put forward.</summary>
internal sealed class AdvancingClock : TimeProvider
{
    private long _ticksAhead;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;

    /// <inheritdoc/>
    public override long GetTimestamp() => base.GetTimestamp() + (long)(Ahead.TotalSeconds * TimestampFrequency);

    /// <summary>Puts it forward.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticksAhead, by.Ticks);

    private TimeSpan Ahead => TimeSpan.FromTicks(Interlocked.Read(ref _ticksAhead));
}
