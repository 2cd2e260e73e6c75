using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansDro.Cli.Reporting;

/// <summary>A list for the terminal, with one row per item.</summary>
internal static class ListTable
{
    /// <param name="items">The items.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="none">The text to show if there is no item.</param>
    public static IRenderable Create<T>(IReadOnlyList<T> items, IEnumerable<ListColumn<T>> columns, string none)
    {
        if (items.Count == 0)
        {
            return new Text(none + "\n");
        }

        ListColumn<T>[] shown = [.. columns];
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in shown)
        {
            table.AddColumn(new TableColumn(column.Name) { Alignment = column.IsNumber ? Justify.Right : Justify.Left, NoWrap = !column.Wraps });
        }

        foreach (var item in items)
        {
            table.AddRow(shown.Select(column => new Text(column.Cell(item) ?? Numbers.None)));
        }

        return table;
    }
}
