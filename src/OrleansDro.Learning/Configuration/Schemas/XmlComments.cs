using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OrleansDro.Learning.Configuration.Schemas;

/// <summary>Reads summaries from the XML documentation that the build puts beside each assembly. An assembly without that file has none.</summary>
internal static partial class XmlComments
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> Files = new();

    /// <summary>The summary of a type; null if there is none.</summary>
    public static string? Of(Type type) => Find(type, "T:" + NameOf(type));

    /// <summary>The summary of a property or of a member of an enumeration; null if there is none.</summary>
    public static string? Of(MemberInfo member)
    {
        var type = member.DeclaringType!;
        return Find(type, $"{(member is PropertyInfo ? 'P' : 'F')}:{NameOf(type)}.{member.Name}");
    }

    private static string? Find(Type type, string id) =>
        Files.GetOrAdd(type.Assembly, Read).TryGetValue(id, out var summary) ? Space().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim() : null;

    private static Dictionary<string, XElement> Read(Assembly assembly)
    {
        var file = Path.ChangeExtension(assembly.Location, ".xml");
        return File.Exists(file)
            ? XDocument.Load(file).Descendants("member").Where(member => member.Element("summary") is not null)
                .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!, StringComparer.Ordinal)
            : [];
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement element when element.Attribute("cref") is { } reference => $"`{Referenced(reference.Value)}`",
        XElement element => string.Concat(element.Nodes().Select(Text)),
        _ => "",
    };

    // Properties and members of enumerations are fields and values of a spec.
    private static string Referenced(string id)
    {
        var path = id.Split('(')[0];
        var name = path[(path.LastIndexOf('.') + 1)..];
        return id[0] is 'P' or 'F' ? JsonNamingPolicy.CamelCase.ConvertName(name) : name;
    }

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
