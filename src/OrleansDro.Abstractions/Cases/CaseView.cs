using OrleansDro.Robustness.History;

namespace OrleansDro.Abstractions.Cases;

/// <summary>A training case as people see it, as of a committed step.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.CaseView")]
public sealed record CaseView
{
    /// <summary>The case's index.</summary>
    [Id(0)] public required int Index { get; init; }

    /// <summary>The case's id.</summary>
    [Id(1)] public required string Id { get; init; }

    /// <summary>The case's group, or null.</summary>
    [Id(2)] public string? Group { get; init; }

    /// <summary>Whether it is unseen, seen, quarantined or removed.</summary>
    [Id(3)] public required CaseStatus Status { get; init; }

    /// <summary>Why it is quarantined or removed; else null.</summary>
    [Id(4)] public string? Reason { get; init; }

    /// <summary>Its latest finite loss; null while there is none.</summary>
    [Id(5)] public double? Loss { get; init; }

    /// <summary>The step of its latest loss; null while there is none.</summary>
    [Id(6)] public long? LastStep { get; init; }

    /// <summary>Steps committed since its latest loss, 0 or more: committed step - last step. Without a loss: steps since the start of the run.</summary>
    [Id(7)] public required long Age { get; init; }

    /// <summary>How many draws of it were credited.</summary>
    [Id(8)] public required int Visits { get; init; }

    /// <summary>The probability with which the next slot would draw it.</summary>
    [Id(9)] public required double Probability { get; init; }

    /// <summary>1 for the hardest of the cases that can be drawn and have a loss, equal losses share a rank; null for all others.</summary>
    [Id(10)] public int? Rank { get; init; }

    /// <summary>Its latest losses before momentum, newest last, at most eight; empty in lists. Not finite where it could not be computed.</summary>
    [Id(11)] public IReadOnlyList<RecentLoss> RecentLosses { get; init; } = [];

    /// <summary>
    /// The first step at which the case was learned, i.e. its loss was below ln 2, at which a cross-entropy gives the true class more than half of the probability. Null while it
    /// was not, and in lists.
    /// </summary>
    [Id(12)] public long? LearnedAt { get; init; }

    /// <summary>How often a learned case was forgotten: its loss went from below ln 2 to ln 2 or more (Toneva et al., 2019). 0 in lists.</summary>
    [Id(13)] public int TimesForgotten { get; init; }

    /// <summary>What people wrote about it, oldest first; empty in lists.</summary>
    [Id(14)] public IReadOnlyList<CaseNote> Notes { get; init; } = [];

    /// <summary>The losses of each label beside <see cref="RecentLosses"/>, in label order; empty in lists, and if the loss does not measure labels.</summary>
    [Id(15)] public IReadOnlyList<LabelLosses> LabelLosses { get; init; } = [];
}
