using OrleansDro.Abstractions.Cases;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansDro.Cli.Reporting.Cases;

/// <summary>One case for the terminal: its state and its recent losses.</summary>
internal static class CaseFacts
{
    public static IRenderable Create(CaseView view)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn());
        foreach (var (name, value) in Facts(view))
        {
            grid.AddRow(new Text(name), new Text(value));
        }

        return view.RecentLosses.Count == 0 ? grid : new Rows(grid, Losses(view));
    }

    private static IEnumerable<(string Name, string Value)> Facts(CaseView view)
    {
        yield return ("case", view.Id);
        yield return ("index", Numbers.Format(view.Index));
        yield return ("group", view.Group ?? Numbers.None);
        yield return ("status", CaseTexts.Status(view.Status));
        if (view.Reason is { } reason)
        {
            yield return ("reason", reason);
        }

        yield return ("latest loss", view.LastStep is { } step ? $"{CaseTexts.Loss(view.Loss)} at step {Numbers.Format(step)}" : CaseTexts.Loss(view.Loss));
        yield return ("age", $"{Numbers.Format(view.Age)} {(view.Age == 1 ? "step" : "steps")}");
        yield return ("visits", Numbers.Format(view.Visits));
        yield return ("probability", CaseTexts.Probability(view.Probability));
        yield return ("rank", CaseTexts.Rank(view));
        yield return ("learned", view.LearnedAt is { } learned ? $"at step {Numbers.Format(learned)}" : "not yet (no loss below ln 2)");
        yield return ("forgotten", $"{Numbers.Format(view.TimesForgotten)} {(view.TimesForgotten == 1 ? "time" : "times")}");
        foreach (var note in view.Notes)
        {
            yield return ("note", $"{note.Time:yyyy-MM-dd HH:mm}Z {note.Text}");
        }
    }

    private static Table Losses(CaseView view)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var name in (string[])["step", "loss", .. view.LabelLosses.Select(label => Markup.Escape(label.Label)), "probability"])
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        foreach (var (i, loss) in view.RecentLosses.Index())
        {
            table.AddRow(
            [
                new Text(Numbers.Format(loss.Step)),
                new Text(double.IsFinite(loss.Loss) ? Numbers.Format(loss.Loss) : "not finite"),
                .. view.LabelLosses.Select(label => new Text(double.IsFinite(label.Losses[i]) ? Numbers.Format(label.Losses[i]) : Numbers.None)),
                new Text(loss.Probability is { } probability ? CaseTexts.Probability(probability) : Numbers.None),
            ]);
        }

        return table;
    }
}
