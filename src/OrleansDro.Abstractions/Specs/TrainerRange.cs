using System.Globalization;

namespace OrleansDro.Abstractions.Specs;

/// <summary>How many trainers may work on a run at once.</summary>
/// <param name="Minimum">The run waits while there are fewer; at least 1.</param>
/// <param name="Maximum">It takes no more; at least the minimum.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.TrainerRange")]
public readonly record struct TrainerRange([property: Id(0)] int Minimum, [property: Id(1)] int Maximum)
{
    /// <summary>One trainer.</summary>
    public static TrainerRange One { get; } = Exactly(1);

    /// <summary>One trainer or more, as many as there are devices.</summary>
    public static TrainerRange Any { get; } = new(1, int.MaxValue);

    /// <summary>So many trainers, neither fewer nor more.</summary>
    public static TrainerRange Exactly(int trainers) => new(trainers, trainers);

    /// <summary>Reads <c>N</c>, <c>MIN:MAX</c> or <c>MIN:</c>, as torchrun's users write it.</summary>
    /// <returns>Whether the text is of that form and in range.</returns>
    public static bool TryParse(string text, out TrainerRange range)
    {
        var (minimum, maximum) = text.Split(':') switch
        {
            [var only] => (only, only),
            [var least, ""] => (least, int.MaxValue.ToString(CultureInfo.InvariantCulture)),
            [var least, var most] => (least, most),
            _ => ("", ""),
        };
        range = default;
        if (!int.TryParse(minimum, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            || !int.TryParse(maximum, NumberStyles.None, CultureInfo.InvariantCulture, out var to)
            || from < 1 || to < from)
        {
            return false;
        }

        range = new TrainerRange(from, to);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Minimum == Maximum
        ? Minimum.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Minimum}:{(Maximum == int.MaxValue ? "" : Maximum)}");
}
