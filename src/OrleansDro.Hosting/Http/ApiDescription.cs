using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace OrleansDro.Hosting.Http;

/// <summary>The OpenAPI document of the HTTP interface, at <c>/openapi/v1.json</c>. It is the same for each silo, so that it can be compared.</summary>
internal static class ApiDescription
{
    /// <summary>The name of the scheme of <see cref="BearerToken"/> in the document.</summary>
    public const string TokenScheme = "token";

    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        // Not the files of the page.
        options.ShouldInclude = endpoint => endpoint.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "OrleansDro",
                Version = "1",
                Description = "The runs of a cluster, their cases, and changes of both. Errors are problem details (RFC 7807). A loss that is not finite is null.",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [TokenScheme] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = $"The token of the process, from its environment variable {HttpApiOptions.TokenVariable}.",
                },
            };
            return Task.CompletedTask;
        });

        // The converter of numbers hides their type. Whole numbers would be taken from texts by default, which this interface does not do.
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(double) || context.JsonTypeInfo.Type == typeof(double?))
            {
                (schema.Type, schema.Format) = (JsonSchemaType.Number | JsonSchemaType.Null, "double");
            }
            else if (schema.Type is { } type && type.HasFlag(JsonSchemaType.Integer))
            {
                (schema.Type, schema.Pattern) = (type & ~JsonSchemaType.String, null);
            }

            return Task.CompletedTask;
        });
    });
}
