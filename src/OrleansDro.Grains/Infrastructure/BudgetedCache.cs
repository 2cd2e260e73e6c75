namespace OrleansDro.Grains.Infrastructure;

/// <summary>
/// Caches one answer that is expensive to compute and often requested. It is computed again only as often as its share of the time allows; until then the cached answer is
/// returned. Requests that arrive during a computation wait for it.
/// </summary>
/// <typeparam name="T">The answer.</typeparam>
/// <param name="clock">The time.</param>
/// <param name="pause">The least time between two computations.</param>
/// <param name="share">The largest share of the time that computations may take, in (0, 1).</param>
internal sealed class BudgetedCache<T>(TimeProvider clock, TimeSpan pause, double share)
{
    private Task<T>? _answer;
    private object? _about;
    private TimeSpan _took;
    private TimeSpan _validFor;
    private long _answeredAt;

    /// <summary>Returns the cached answer, or computes it again if it is no longer valid.</summary>
    /// <param name="about">The subject of the answer: an answer about another subject is not valid.</param>
    /// <param name="work">Computes the answer.</param>
    /// <exception cref="Exception">The computation failed; the next request repeats it.</exception>
    public Task<T> Get(object about, Func<Task<T>> work)
    {
        var isFresh = about.Equals(_about)
            && (_answer is { IsCompleted: false } || (_answer is { IsCompletedSuccessfully: true } && clock.GetElapsedTime(_answeredAt) < _validFor));
        _about = about;
        return isFresh ? _answer! : _answer = Work(work);
    }

    private async Task<T> Work(Func<Task<T>> work)
    {
        var began = clock.GetTimestamp();
        var answer = await work();
        _answeredAt = clock.GetTimestamp();
        var took = clock.GetElapsedTime(began, _answeredAt);

        // The shorter of the last two, because the first one also compiles the code: on small runs that takes ten times as long as the work.
        var usual = took < _took ? took : _took;
        _took = took;
        _validFor = usual / share > pause ? usual / share : pause;
        return answer;
    }
}
