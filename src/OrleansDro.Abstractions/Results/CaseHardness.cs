namespace OrleansDro.Abstractions.Results;

/// <summary>A training case at the end of a run: a line of <c>cases.csv</c>.</summary>
/// <param name="Index">The case's index.</param>
/// <param name="Id">The case's id.</param>
/// <param name="Group">The case's group, or null.</param>
/// <param name="Loss">Its latest loss; NaN while unseen.</param>
/// <param name="Visits">How many draws of it were credited.</param>
/// <param name="LastStep">The step of its latest loss; -1 while unseen.</param>
/// <param name="Probability">The probability with which the next slot would draw it.</param>
/// <param name="Quarantined">Whether it is taken out of sampling.</param>
/// <param name="Removed">Whether it was removed from the run.</param>
/// <param name="Reason">Why it is quarantined or removed, or null.</param>
/// <param name="LearnedAt">The first step at which its loss was below ln 2; null if there was none. See <see cref="Cases.CaseView.LearnedAt"/>.</param>
/// <param name="TimesForgotten">How often a loss of ln 2 or more followed one below it.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.CaseHardness")]
public sealed record CaseHardness(
    [property: Id(0)] int Index,
    [property: Id(1)] string Id,
    [property: Id(2)] string? Group,
    [property: Id(3)] double Loss,
    [property: Id(4)] int Visits,
    [property: Id(5)] long LastStep,
    [property: Id(6)] double Probability,
    [property: Id(7)] bool Quarantined,
    [property: Id(8)] bool Removed,
    [property: Id(9)] string? Reason,
    [property: Id(10)] long? LearnedAt = null,
    [property: Id(11)] int TimesForgotten = 0);
