using OrleansDro.Abstractions.Cases;
using OrleansDro.Grains.Protocol.Cases;
using OrleansDro.Grains.Protocol.Sampling.Shards;

namespace OrleansDro.Grains.Sampling.Shards;

/// <summary>
/// What the training records of each case of a shard beside the index: its latest eight losses with their steps and probabilities, and when it was learned. 104 bytes a case,
/// and 32 for each label whose losses are known, in pages that are allocated when one of their cases is first visited.
/// </summary>
internal sealed class CasePages
{
    private readonly List<CasePage?> _pages = [];
    private int _labels;

    /// <summary>Adds a loss of a case.</summary>
    /// <param name="place">The case, counted in its shard.</param>
    /// <param name="visits">How many losses it had before.</param>
    /// <param name="step">The step that measured it.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="probability">The probability of its draw.</param>
    /// <param name="labelLosses">The losses of its labels; empty if the loss has none.</param>
    public void Add(int place, int visits, long step, float loss, float probability, ReadOnlySpan<float> labelLosses)
    {
        var page = PageOf(place);
        var before = visits > 0 ? page.Losses[CasePage.EntryOf(place, visits - 1)] : float.NaN;
        ref var learning = ref page.Learning[place % CasePage.Cases];
        learning = learning.After((int)step, before, loss);
        Put(place, visits, (int)step, loss, probability, labelLosses);
    }

    /// <summary>The latest losses of a case, oldest first.</summary>
    /// <param name="place">The case, counted in its shard.</param>
    /// <param name="visits">How many losses it had.</param>
    public RecentLoss[] RecentOf(int place, int visits)
    {
        Span<int> entries = stackalloc int[CasePage.Kept];
        entries = entries[..Find(place, visits, entries)];
        var recent = new RecentLoss[entries.Length];
        for (var i = 0; i < recent.Length; i++)
        {
            var (page, entry) = (PageOf(place), entries[i]);
            recent[i] = new RecentLoss(page.Steps[entry], page.Losses[entry], float.IsNaN(page.Probabilities[entry]) ? null : page.Probabilities[entry]);
        }

        return recent;
    }

    /// <summary>The losses of each label: one for each entry of <see cref="RecentOf"/>, NaN if it is unknown. Empty if the loss has no labels.</summary>
    /// <param name="place">The case, counted in its shard.</param>
    /// <param name="visits">How many losses it had.</param>
    public float[][] LabelLossesOf(int place, int visits)
    {
        Span<int> entries = stackalloc int[CasePage.Kept];
        entries = entries[..Find(place, visits, entries)];
        var losses = new float[entries.Length == 0 ? 0 : _labels][];
        for (var label = 0; label < losses.Length; label++)
        {
            losses[label] = new float[entries.Length];
            for (var i = 0; i < entries.Length; i++)
            {
                var ofEntry = PageOf(place).LabelLossesOf(entries[i]);
                losses[label][i] = ofEntry.IsEmpty ? float.NaN : ofEntry[label];
            }
        }

        return losses;
    }

    /// <summary>When a case was learned.</summary>
    /// <param name="place">The case, counted in its shard.</param>
    public CaseLearning LearningOf(int place) => Find(place)?.Learning[place % CasePage.Cases] ?? CaseLearning.None;

    /// <summary>Fills the pages from a snapshot.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="firstCase">The index in the run of the shard's first case.</param>
    public void Load(ShardSnapshot snapshot, int firstCase)
    {
        var (recent, labels) = (snapshot.Recent, snapshot.Recent.Labels);
        var labelLosses = recent.LabelLossesFor(labels);
        for (int i = 0, last; i < recent.Cases.Length; i = last)
        {
            for (last = i; last < recent.Cases.Length && recent.Cases[last] == recent.Cases[i]; last++)
            {
            }

            var place = recent.Cases[i] - firstCase;
            for (var entry = i; entry < last; entry++)
            {
                Put(
                    place,
                    snapshot.Records[place].Visits - (last - entry),
                    recent.Steps[entry],
                    recent.Losses[entry],
                    recent.Probabilities[entry],
                    labelLosses.AsSpan(entry * labels, labels));
            }
        }

        for (var i = 0; i < snapshot.Learned.Cases.Length; i++)
        {
            var place = snapshot.Learned.Cases[i] - firstCase;
            PageOf(place).Learning[place % CasePage.Cases] = new CaseLearning(snapshot.Learned.FirstSteps[i], snapshot.Learned.TimesForgotten[i]);
        }
    }

    /// <summary>The latest losses of all cases, by index in the run.</summary>
    /// <param name="firstCase">The index in the run of the shard's first case.</param>
    /// <param name="cases">How many cases the shard has.</param>
    /// <param name="visitsOf">Returns how many losses a case, counted in its shard, had.</param>
    public RecentLosses RecentLosses(int firstCase, int cases, Func<int, int> visitsOf)
    {
        // Counted first: with a million cases, arrays that grow would be most of the garbage of a run.
        Span<int> entries = stackalloc int[CasePage.Kept];
        var count = 0;
        for (var place = 0; place < cases; place++)
        {
            count += Find(place, visitsOf(place), entries);
        }

        var labelLosses = new float[count * _labels];
        var recent = new RecentLosses(new int[count], new int[count], new float[count], new float[count], labelLosses);
        Array.Fill(labelLosses, float.NaN);
        for (int place = 0, end = 0; place < cases; place++)
        {
            foreach (var entry in entries[..Find(place, visitsOf(place), entries)])
            {
                var page = PageOf(place);
                (recent.Cases[end], recent.Steps[end], recent.Losses[end]) = (firstCase + place, page.Steps[entry], page.Losses[entry]);
                recent.Probabilities[end] = page.Probabilities[entry];
                page.LabelLossesOf(entry).CopyTo(labelLosses.AsSpan(end * _labels, _labels));
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

    private void Put(int place, int visits, int step, float loss, float probability, ReadOnlySpan<float> labelLosses)
    {
        _labels = Math.Max(_labels, labelLosses.Length);
        PageOf(place).Put(CasePage.EntryOf(place, visits), step, loss, probability, labelLosses);
    }

    /// <summary>Finds the entries of the latest losses of a case, oldest first.</summary>
    /// <returns>How many there are.</returns>
    private int Find(int place, int visits, Span<int> entries)
    {
        var count = 0;
        if (Find(place) is { } page)
        {
            for (var visit = Math.Max(0, visits - CasePage.Kept); visit < visits; visit++)
            {
                var entry = CasePage.EntryOf(place, visit);
                if (page.IsKnown(entry))
                {
                    entries[count++] = entry;
                }
            }
        }

        return count;
    }

    private CasePage? Find(int place) => place / CasePage.Cases < _pages.Count ? _pages[place / CasePage.Cases] : null;

    private CasePage PageOf(int place)
    {
        while (_pages.Count <= place / CasePage.Cases)
        {
            _pages.Add(null);
        }

        return _pages[place / CasePage.Cases] ??= new CasePage();
    }
}
