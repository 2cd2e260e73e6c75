using System.Text;

namespace OrleansDro.Cli.Reference;

/// <summary>The reference of a spec's fields as a Markdown page.</summary>
internal static class SpecPage
{
    private const string Introduction = """
        <!-- Made by 'orleansdro spec --markdown' from the code: change it there. -->
        # The spec

        A spec is a JSON file. Comments and trailing commas are allowed; an unknown field is an error. [spec.schema.json](spec.schema.json) is its JSON schema, made by `orleansdro spec --schema`: an editor
        that finds its place in the field `$schema` completes and checks a spec. `orleansdro spec --explain FIELD` explains a field, such as `data.decathlon` or `sampling.hardness.beta`.

        A component is an object whose `name` says which one it is; its options stand beside the name, as in `"model": { "name": "unet3d", "channels": [8, 16] }`.
        A relative `data.path` is taken from the spec's folder; `--data PATH` replaces it. `--set FIELD=VALUE` replaces any field. [train.md](train.md#choosing-β) helps to choose β.
        """;

    /// <summary>The page.</summary>
    /// <param name="fields">All fields of a spec.</param>
    public static string Create(IReadOnlyList<SpecField> fields)
    {
        var page = new StringBuilder(Introduction).Append('\n');
        foreach (var section in fields.GroupBy(field => field.Section).OrderBy(section => section.Key.Length > 0))
        {
            var owner = fields.FirstOrDefault(field => field.Path == section.Key);
            if (owner is not null)
            {
                page.Append('\n').Append("## ").Append(Code(owner.Path)).Append("\n\n").Append(owner.Meaning).Append('\n');
            }

            if (section.All(field => field.Type.Length > 0))
            {
                page.Append("\n| field | type | default | range | meaning |\n|---|---|---|---|---|\n");
                page.AppendJoin("", section.Select(field => Row(field, section.Key)));
            }
        }

        return page.ToString();
    }

    private static string Row(SpecField field, string section)
    {
        var name = section.Length == 0 ? field.Path : field.Path[(section.Length + 1)..];
        return $"| {Code(name)} | {field.Type} | {(field.IsRequired ? "required" : Code(field.Default))} | {Cell(field.Range)} | {Cell(field.Meaning)} |\n";
    }

    private static string Code(string? text) => text is null ? "" : $"`{text}`";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
