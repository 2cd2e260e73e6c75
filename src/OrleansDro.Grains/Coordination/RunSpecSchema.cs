using System.Text.Json.Nodes;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Sampling.Draws;
using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.Configuration.Schemas;

namespace OrleansDro.Grains.Coordination;

/// <summary>The JSON schema (draft 2020-12) of a spec file: the fields of a run, and the options of all components of a catalog.</summary>
public static class RunSpecSchema
{
    private const string NameField = "name";

    /// <summary>Creates the schema.</summary>
    /// <param name="catalog">The data sets, models, losses and optimizers that a spec can name.</param>
    public static JsonObject Create(LearningCatalog catalog)
    {
        var schema = OptionsSchema.Of(typeof(RunSpec));
        var fields = schema["properties"]!.AsObject();
        foreach (var component in catalog.Components.Concat(SamplingMethod.Components).GroupBy(component => component.Field))
        {
            fields[component.Key] = Choice((string)fields[component.Key]!["description"]!, component);
        }

        fields.Insert(0, "$schema", new JsonObject { ["type"] = "string", ["description"] = "The place of this schema, for editors." });
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "The spec of a run");
        return schema;
    }

    private static JsonObject Choice(string description, IEnumerable<ComponentOptions> components) => new()
    {
        ["description"] = description,
        ["type"] = "object",
        ["required"] = new JsonArray(NameField),
        ["properties"] = new JsonObject { [NameField] = new JsonObject { ["enum"] = new JsonArray([.. components.Select(component => JsonValue.Create(component.Name))]) } },
        ["allOf"] = new JsonArray([.. components.Select(component => new JsonObject { ["if"] = Named(component), ["then"] = Options(component) })]),
    };

    private static JsonObject Named(ComponentOptions component) => new()
    {
        ["required"] = new JsonArray(NameField),
        ["properties"] = new JsonObject { [NameField] = new JsonObject { ["const"] = component.Name } },
    };

    private static JsonObject Options(ComponentOptions component)
    {
        var schema = OptionsSchema.Of(component.Type);
        schema["additionalProperties"] = false;
        if (schema["properties"] is not JsonObject fields)
        {
            fields = [];
            schema["properties"] = fields;
        }

        fields.Insert(0, NameField, new JsonObject { ["const"] = component.Name });
        return schema;
    }
}
