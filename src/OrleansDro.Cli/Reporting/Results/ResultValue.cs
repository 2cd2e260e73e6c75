namespace OrleansDro.Cli.Reporting.Results;

/// <summary>A number of one run.</summary>
/// <param name="Number">The number; NaN if the run has none.</param>
/// <param name="Note">What it belongs to, such as the name of the worst group; null if the row needs none.</param>
internal readonly record struct ResultValue(double Number, string? Note = null)
{
    public override string ToString() => Note is null ? Numbers.Format(Number) : $"{Numbers.Format(Number)} ({Note})";
}
