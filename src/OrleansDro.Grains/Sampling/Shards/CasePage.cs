using OrleansDro.Grains.Protocol.Cases;

namespace OrleansDro.Grains.Sampling.Shards;

/// <summary>A page of <see cref="CasePages"/>: for each of its cases a ring of the latest losses, in columns, and when it was learned.</summary>
internal sealed class CasePage
{
    /// <summary>The cases of a page.</summary>
    public const int Cases = 512;

    /// <summary>The losses that are kept of each case.</summary>
    public const int Kept = 8;

    private const int NoStep = -1;
    private float[] _labelLosses = [];
    private int _labels;

    public CasePage()
    {
        Array.Fill(Steps, NoStep);
        Array.Fill(Learning, CaseLearning.None);
    }

    /// <summary>The step of each entry; see <see cref="IsKnown"/>.</summary>
    public int[] Steps { get; } = new int[Cases * Kept];

    /// <summary>The loss of each entry.</summary>
    public float[] Losses { get; } = new float[Cases * Kept];

    /// <summary>The probability of the draw of each entry; not a number if it is not known.</summary>
    public float[] Probabilities { get; } = new float[Cases * Kept];

    /// <summary>When each case was learned.</summary>
    public CaseLearning[] Learning { get; } = new CaseLearning[Cases];

    /// <summary>The entry of a loss of a case: the newest takes the place of the oldest.</summary>
    /// <param name="place">The case, counted in its shard.</param>
    /// <param name="visit">The loss, counted from the first that the case had.</param>
    public static int EntryOf(int place, int visit) => (place % Cases * Kept) + (visit % Kept);

    /// <summary>Whether an entry holds a loss.</summary>
    public bool IsKnown(int entry) => Steps[entry] != NoStep;

    /// <summary>The losses of the labels of an entry; empty if no entry of the page has any, and not numbers if this entry has none.</summary>
    public ReadOnlySpan<float> LabelLossesOf(int entry) => _labelLosses.AsSpan(entry * _labels, _labels);

    /// <summary>Sets an entry.</summary>
    public void Put(int entry, int step, float loss, float probability, ReadOnlySpan<float> labelLosses)
    {
        (Steps[entry], Losses[entry], Probabilities[entry]) = (step, loss, probability);
        if (labelLosses.Length > 0 && _labels == 0)
        {
            _labels = labelLosses.Length;
            _labelLosses = new float[Cases * Kept * _labels];
            Array.Fill(_labelLosses, float.NaN);
        }

        var ofEntry = _labelLosses.AsSpan(entry * _labels, _labels);
        ofEntry.Fill(float.NaN);
        labelLosses.CopyTo(ofEntry);
    }
}
