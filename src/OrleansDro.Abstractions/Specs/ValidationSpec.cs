using System.ComponentModel.DataAnnotations;

namespace OrleansDro.Abstractions.Specs;

/// <summary>How often the validation cases are predicted while a run trains, and what follows from it.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.ValidationSpec")]
public sealed record ValidationSpec
{
    /// <summary>Steps from one validation to the next. All trainers predict whole validation cases; no step is taken meanwhile.</summary>
    [Range(1, double.MaxValue)]
    [Id(0)] public required int Every { get; init; }

    /// <summary>
    /// The number by which the best state is chosen, which is kept beside the checkpoints. If two states have the same, the one with the higher mean is better, then the earlier one.
    /// </summary>
    [Id(1)] public ValidationStatistic Best { get; init; } = ValidationStatistic.P5;

    /// <summary>The run ends after this many validations in a row without a better state; 0: it takes all of its steps.</summary>
    [Range(0, double.MaxValue)]
    [Id(2)] public int Patience { get; init; }

    /// <summary>Whether the state after a number of steps is validated before the next step is taken. The final state is validated in any case, once all steps are taken.</summary>
    /// <param name="steps">The steps that it has taken.</param>
    /// <param name="all">The steps of the run.</param>
    public bool IsDue(long steps, int all) => steps > 0 && steps < all && steps % Every == 0;
}
