namespace OrleansDro.Tests.Shared;

/// <summary>
/// Lets long tests skip themselves once the time of a continuous integration is up, so that a slow machine does not fail it. Without the variable, as for a user, all tests run.
/// </summary>
internal static class TimeLimit
{
    /// <summary>The time until which long tests begin, in seconds since 1970.</summary>
    private const string Variable = "ORLEANSDRO_LONG_TESTS_UNTIL";

    /// <summary>Skips the test if the time is up.</summary>
    public static void SkipIfOver() => Assert.SkipWhen(
        long.TryParse(Environment.GetEnvironmentVariable(Variable), out var until) && DateTimeOffset.UtcNow.ToUnixTimeSeconds() > until,
        $"The time for long tests is up on this slow machine. All of them run where {Variable} is not set.");
}
