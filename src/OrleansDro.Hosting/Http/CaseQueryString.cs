using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Robustness.History;

namespace OrleansDro.Hosting.Http;

/// <summary>Parses the query string of a request for a list of cases.</summary>
internal static class CaseQueryString
{
    /// <summary>Parses <c>order</c>, <c>take</c>, <c>group</c> and <c>status</c>; each is optional.</summary>
    /// <exception cref="ArgumentException">A parameter is unknown, repeated or has a wrong value.</exception>
    public static CaseQuery Parse(IQueryCollection parameters)
    {
        var query = new CaseQuery();
        foreach (var (name, values) in parameters)
        {
            var value = Single(name, values);
            query = name switch
            {
                "order" => query with { Order = Named<CaseOrder>(name, value) },
                "take" => query with { Take = WholeNumber(name, value) },
                "group" => query with { Group = value },
                "status" => query with { Status = Named<CaseStatus>(name, value) },
                _ => throw new ArgumentException($"The query parameter '{name}' is unknown; valid are order, take, group and status."),
            };
        }

        return query;
    }

    private static string Single(string name, StringValues values) => values is [{ } value]
        ? value
        : throw new ArgumentException($"The query parameter '{name}' occurs {values.Count} times; use it once.");

    private static int WholeNumber(string name, string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new ArgumentException($"The query parameter '{name}' must be a whole number, not '{value}'.");

    // Enum.Parse would accept numbers as well.
    private static T Named<T>(string name, string value)
        where T : struct, Enum
    {
        foreach (var member in Enum.GetValues<T>())
        {
            if (string.Equals(member.ToString(), value, StringComparison.OrdinalIgnoreCase))
            {
                return member;
            }
        }

        var valid = string.Join(", ", Enum.GetNames<T>().Select(member => member.ToLowerInvariant()));
        throw new ArgumentException($"The query parameter '{name}' must be one of {valid}, not '{value}'.");
    }
}
