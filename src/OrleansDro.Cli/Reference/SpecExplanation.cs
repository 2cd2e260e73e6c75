using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansDro.Cli.Reference;

/// <summary>Fields of a spec, explained on the terminal.</summary>
internal static class SpecExplanation
{
    private const int Indentation = 2;

    /// <summary>A line for each field, and its meaning below it.</summary>
    public static IRenderable Create(IEnumerable<SpecField> fields) => new Rows(fields.SelectMany(Lines));

    private static IEnumerable<IRenderable> Lines(SpecField field)
    {
        yield return new Text(string.Join("  ", new[] { field.Path, Facts(field) }.Where(part => part.Length > 0)));
        if (field.Meaning.Length > 0)
        {
            yield return new Padder(new Text(field.Meaning), new Padding(Indentation, 0, 0, 0));
        }
    }

    private static string Facts(SpecField field)
    {
        var value = field.IsRequired ? "required" : field.Default is { } literal ? $"default {literal}" : "";
        return string.Join(", ", new[] { field.Type, field.Range, value }.Where(part => part.Length > 0));
    }
}
