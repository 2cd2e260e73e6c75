using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace OrleansDro.Hosting.Http;

/// <summary>Describes what endpoints read from a request themselves.</summary>
internal static class EndpointDescriptions
{
    /// <summary>The query string has the properties of a type, each of them optional.</summary>
    public static RouteHandlerBuilder DescribeQuery<T>(this RouteHandlerBuilder endpoint) => endpoint.AddOpenApiOperationTransformer(async (operation, context, cancellationToken) =>
    {
        operation.Parameters ??= [];
        foreach (var property in typeof(T).GetProperties())
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = JsonNamingPolicy.CamelCase.ConvertName(property.Name),
                In = ParameterLocation.Query,
                Schema = await context.GetOrCreateSchemaAsync(property.PropertyType, cancellationToken: cancellationToken),
            });
        }
    });

    /// <summary>The path has a segment that is a text.</summary>
    public static RouteHandlerBuilder DescribePathParameter(this RouteHandlerBuilder endpoint, string name) => endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        return Task.CompletedTask;
    });

    /// <summary>The body is JSON of a type.</summary>
    public static RouteHandlerBuilder DescribeBody<T>(this RouteHandlerBuilder endpoint) => endpoint.ProducesProblem(StatusCodes.Status400BadRequest)
        .AddOpenApiOperationTransformer(async (operation, context, cancellationToken) => operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new() { Schema = await context.GetOrCreateSchemaAsync(typeof(T), cancellationToken: cancellationToken) },
            },
        });

    /// <summary>Lets through only requests with the token of this process.</summary>
    public static RouteHandlerBuilder RequireToken(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter<BearerToken>()
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .AddOpenApiOperationTransformer((operation, context, _) =>
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiDescription.TokenScheme, context.Document)] = [] }];
            return Task.CompletedTask;
        });
}
