using OrleansDro.Abstractions.Cases;
using OrleansDro.Grains.Protocol.Cases;
using OrleansDro.Grains.Protocol.Sampling.Shards;

namespace OrleansDro.Grains.Sampling.Shards;

/// <summary>
/// The recent losses of a shard's cases while the cases sleep: 64 bytes a case, in pages that are made when one of their cases is visited.
/// </summary>
internal sealed class RecentLossTable
{
    private const int PageCases = 512;
    private const int NoStep = -1;

    private readonly List<Page?> _pages = [];

    /// <summary>Remembers a loss of a case.</summary>
    /// <param name="place">The case, counted in its shard.</param>
    /// <param name="visits">How many losses of it were there before.</param>
    /// <param name="step">The step that measured it.</param>
    /// <param name="loss">The loss.</param>
    public void Add(int place, int visits, long step, float loss)
    {
        while (_pages.Count <= place / PageCases)
        {
            _pages.Add(null);
        }

        var page = _pages[place / PageCases] ??= new Page();
        var entry = EntryOf(place, visits);
        (page.Steps[entry], page.Losses[entry]) = ((int)step, loss);
    }

    /// <summary>The remembered losses of a case, oldest first.</summary>
    /// <param name="place">The case, counted in its shard.</param>
    /// <param name="visits">How many losses of it there were.</param>
    public RecentLoss[] Of(int place, int visits)
    {
        var recent = new RecentLoss[CaseState.RecentLossesKept];
        var count = Read(place, visits, recent);
        return recent[..count];
    }

    /// <summary>Fills the table.</summary>
    /// <param name="recent">The losses, by index in the run.</param>
    /// <param name="firstCase">The index in the run of the shard's first case.</param>
    /// <param name="visitsOf">How many losses of a case, counted in its shard, there were.</param>
    public void Load(RecentLosses recent, int firstCase, Func<int, int> visitsOf)
    {
        for (int i = 0, last; i < recent.Cases.Length; i = last)
        {
            for (last = i; last < recent.Cases.Length && recent.Cases[last] == recent.Cases[i]; last++)
            {
            }

            var place = recent.Cases[i] - firstCase;
            for (var entry = i; entry < last; entry++)
            {
                Add(place, visitsOf(place) - (last - entry), recent.Steps[entry], recent.Losses[entry]);
            }
        }
    }

    /// <summary>All that the table remembers, by index in the run.</summary>
    /// <param name="firstCase">The index in the run of the shard's first case.</param>
    /// <param name="cases">How many cases the shard has.</param>
    /// <param name="visitsOf">How many losses of a case, counted in its shard, there were.</param>
    public RecentLosses ToArrays(int firstCase, int cases, Func<int, int> visitsOf)
    {
        // Counted first: with a million cases, arrays that grow would be most of the garbage of a run.
        Span<RecentLoss> ofCase = stackalloc RecentLoss[CaseState.RecentLossesKept];
        var count = 0;
        for (var place = 0; place < cases; place++)
        {
            count += Read(place, visitsOf(place), ofCase);
        }

        var recent = new RecentLosses(new int[count], new int[count], new float[count]);
        for (int place = 0, end = 0; place < cases; place++)
        {
            foreach (var loss in ofCase[..Read(place, visitsOf(place), ofCase)])
            {
                (recent.Cases[end], recent.Steps[end], recent.Losses[end]) = (firstCase + place, (int)loss.Step, (float)loss.Loss);
                end++;
            }
        }

        return recent;
    }

    /// <summary>Reads the remembered losses of a case, oldest first.</summary>
    /// <returns>How many there are.</returns>
    private int Read(int place, int visits, Span<RecentLoss> losses)
    {
        var count = 0;
        if (place / PageCases < _pages.Count && _pages[place / PageCases] is { } page)
        {
            for (var visit = Math.Max(0, visits - CaseState.RecentLossesKept); visit < visits; visit++)
            {
                var entry = EntryOf(place, visit);
                if (page.Steps[entry] != NoStep)
                {
                    losses[count++] = new RecentLoss(page.Steps[entry], page.Losses[entry]);
                }
            }
        }

        return count;
    }

    // A ring: the newest loss takes the place of the oldest.
    private static int EntryOf(int place, int visit) => (place % PageCases * CaseState.RecentLossesKept) + (visit % CaseState.RecentLossesKept);

    private sealed class Page
    {
        public Page() => Array.Fill(Steps, NoStep);

        public int[] Steps { get; } = new int[PageCases * CaseState.RecentLossesKept];

        public float[] Losses { get; } = new float[PageCases * CaseState.RecentLossesKept];
    }
}
