using OrleansDro.Abstractions.Cases;
using OrleansDro.Grains.Protocol.Cases;
using OrleansDro.Grains.Protocol.Sampling.Shards;

namespace OrleansDro.Grains.Sampling.Shards;

/// <summary>
/// What the training records of each case of a shard beside the index: its latest eight losses with their steps and probabilities, and when it was learned. 104 bytes a case,
/// in pages that are allocated when one of their cases is first visited.
/// </summary>
internal sealed class CasePages
{
    private const int PageCases = 512;
    private const int Kept = 8;
    private const int NoStep = -1;

    private readonly List<Page?> _pages = [];

    /// <summary>Adds a loss of a case.</summary>
    /// <param name="place">The case, counted in its shard.</param>
    /// <param name="visits">How many losses it had before.</param>
    /// <param name="step">The step that measured it.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="probability">The probability of its draw.</param>
    public void Add(int place, int visits, long step, float loss, float probability)
    {
        var page = PageOf(place);
        var before = visits > 0 ? page.Losses[EntryOf(place, visits - 1)] : float.NaN;
        ref var learning = ref page.Learning[place % PageCases];
        learning = learning.After((int)step, before, loss);
        Put(page, place, visits, (int)step, loss, probability);
    }

    /// <summary>The latest losses of a case, oldest first.</summary>
    /// <param name="place">The case, counted in its shard.</param>
    /// <param name="visits">How many losses it had.</param>
    public RecentLoss[] RecentOf(int place, int visits)
    {
        var recent = new RecentLoss[Kept];
        return recent[..Read(place, visits, recent)];
    }

    /// <summary>When a case was learned.</summary>
    /// <param name="place">The case, counted in its shard.</param>
    public CaseLearning LearningOf(int place) => Find(place)?.Learning[place % PageCases] ?? CaseLearning.None;

    /// <summary>Fills the pages from a snapshot.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="firstCase">The index in the run of the shard's first case.</param>
    public void Load(ShardSnapshot snapshot, int firstCase)
    {
        var recent = snapshot.Recent;
        for (int i = 0, last; i < recent.Cases.Length; i = last)
        {
            for (last = i; last < recent.Cases.Length && recent.Cases[last] == recent.Cases[i]; last++)
            {
            }

            var place = recent.Cases[i] - firstCase;
            for (var entry = i; entry < last; entry++)
            {
                Put(PageOf(place), place, snapshot.Records[place].Visits - (last - entry), recent.Steps[entry], recent.Losses[entry], recent.Probabilities[entry]);
            }
        }

        for (var i = 0; i < snapshot.Learned.Cases.Length; i++)
        {
            var place = snapshot.Learned.Cases[i] - firstCase;
            PageOf(place).Learning[place % PageCases] = new CaseLearning(snapshot.Learned.FirstSteps[i], snapshot.Learned.TimesForgotten[i]);
        }
    }

    /// <summary>The latest losses of all cases, by index in the run.</summary>
    /// <param name="firstCase">The index in the run of the shard's first case.</param>
    /// <param name="cases">How many cases the shard has.</param>
    /// <param name="visitsOf">Returns how many losses a case, counted in its shard, had.</param>
    public RecentLosses RecentLosses(int firstCase, int cases, Func<int, int> visitsOf)
    {
        // Counted first: with a million cases, arrays that grow would be most of the garbage of a run.
        Span<RecentLoss> ofCase = stackalloc RecentLoss[Kept];
        var count = 0;
        for (var place = 0; place < cases; place++)
        {
            count += Read(place, visitsOf(place), ofCase);
        }

        var recent = new RecentLosses(new int[count], new int[count], new float[count], new float[count]);
        for (int place = 0, end = 0; place < cases; place++)
        {
            foreach (var loss in ofCase[..Read(place, visitsOf(place), ofCase)])
            {
                (recent.Cases[end], recent.Steps[end], recent.Losses[end]) = (firstCase + place, (int)loss.Step, (float)loss.Loss);
                recent.Probabilities[end] = (float)(loss.Probability ?? double.NaN);
                end++;
            }
        }

        return recent;
    }

    /// <summary>The cases that were learned, by index in the run.</summary>
    /// <param name="firstCase">The index in the run of the shard's first case.</param>
    /// <param name="cases">How many cases the shard has.</param>
    public LearnedCases Learned(int firstCase, int cases)
    {
        int[] learned = [.. Enumerable.Range(0, cases).Where(place => LearningOf(place).FirstStep >= 0)];
        return new LearnedCases(
            Array.ConvertAll(learned, place => firstCase + place),
            Array.ConvertAll(learned, place => LearningOf(place).FirstStep),
            Array.ConvertAll(learned, place => LearningOf(place).TimesForgotten));
    }

    private static void Put(Page page, int place, int visits, int step, float loss, float probability)
    {
        var entry = EntryOf(place, visits);
        (page.Steps[entry], page.Losses[entry], page.Probabilities[entry]) = (step, loss, probability);
    }

    /// <summary>Reads the latest losses of a case, oldest first.</summary>
    /// <returns>How many there are.</returns>
    private int Read(int place, int visits, Span<RecentLoss> losses)
    {
        var count = 0;
        if (Find(place) is { } page)
        {
            for (var visit = Math.Max(0, visits - Kept); visit < visits; visit++)
            {
                var entry = EntryOf(place, visit);
                if (page.Steps[entry] != NoStep)
                {
                    losses[count++] = new RecentLoss(page.Steps[entry], page.Losses[entry], float.IsNaN(page.Probabilities[entry]) ? null : page.Probabilities[entry]);
                }
            }
        }

        return count;
    }

    private Page? Find(int place) => place / PageCases < _pages.Count ? _pages[place / PageCases] : null;

    private Page PageOf(int place)
    {
        while (_pages.Count <= place / PageCases)
        {
            _pages.Add(null);
        }

        return _pages[place / PageCases] ??= new Page();
    }

    // A ring: the newest loss takes the place of the oldest.
    private static int EntryOf(int place, int visit) => (place % PageCases * Kept) + (visit % Kept);

    private sealed class Page
    {
        public Page()
        {
            Array.Fill(Steps, NoStep);
            Array.Fill(Learning, CaseLearning.None);
        }

        public int[] Steps { get; } = new int[PageCases * Kept];

        public float[] Losses { get; } = new float[PageCases * Kept];

        public float[] Probabilities { get; } = new float[PageCases * Kept];

        public CaseLearning[] Learning { get; } = new CaseLearning[PageCases];
    }
}
