using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansDro.Abstractions.Specs;

/// <summary>
/// A part of a run that is chosen by name: a data set, model, loss, optimizer or sampling method. In a spec file it is an object
/// with the field <c>name</c>; its other fields are the part's own options, which the part itself binds and checks.
/// </summary>
/// <param name="Name">The name under which the part is registered.</param>
/// <param name="Options">The options as a JSON object, without the name.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.ComponentSpec")]
[JsonConverter(typeof(ComponentSpecJsonConverter))]
public sealed record ComponentSpec([property: Id(0)] string Name, [property: Id(1)] string Options)
{
    /// <summary>A component with default options.</summary>
    /// <param name="name">Its name.</param>
    public ComponentSpec(string name)
        : this(name, "{}")
    {
    }

    /// <summary>The options, parsed.</summary>
    public JsonElement ParseOptions()
    {
        using var document = JsonDocument.Parse(Options);
        return document.RootElement.Clone();
    }
}
