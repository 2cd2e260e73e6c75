namespace OrleansDro.Grains.Infrastructure;

/// <summary>
/// An answer that takes work, for those who ask often: worked out again at most so often that the work takes a small share of the time. Until then the answer before is given;
/// who asks while it is worked out waits for it.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="pause">The least time between two answers.</param>
/// <param name="share">The largest share of the time that the work may take, in (0, 1).</param>
internal sealed class BudgetedCache<T>(TimeProvider clock, TimeSpan pause, double share)
{
    private Task<T>? _answer;
    private object? _about;
    private TimeSpan _took;
    private TimeSpan _rest;
    private long _answeredAt;

    /// <summary>The answer, worked out anew if it is time.</summary>
    /// <param name="about">What is asked about: an answer about something else does not count.</param>
    /// <param name="work">Works it out.</param>
    /// <exception cref="Exception">As the work ends; the next who asks has it tried again.</exception>
    public Task<T> Get(object about, Func<Task<T>> work)
    {
        var isFresh = about.Equals(_about)
            && (_answer is { IsCompleted: false } || (_answer is { IsCompletedSuccessfully: true } && clock.GetElapsedTime(_answeredAt) < _rest));
        _about = about;
        return isFresh ? _answer! : _answer = Work(work);
    }

    private async Task<T> Work(Func<Task<T>> work)
    {
        var began = clock.GetTimestamp();
        var answer = await work();
        _answeredAt = clock.GetTimestamp();
        var took = clock.GetElapsedTime(began, _answeredAt);

        // The shorter of two, as the first one also compiles what it runs: on small runs that takes ten times as long as the work.
        var usual = took < _took ? took : _took;
        _took = took;
        _rest = usual / share > pause ? usual / share : pause;
        return answer;
    }
}
