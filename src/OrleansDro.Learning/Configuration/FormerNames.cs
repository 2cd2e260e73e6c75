using System.Text.Json.Serialization.Metadata;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Learning.Configuration;

/// <summary>Fields that had another name in earlier specs. The former name is still read, but never written or suggested.</summary>
internal static class FormerNames
{
    private static readonly (Type Type, string Current, string Former)[] Renamed = [(typeof(ImportanceWeighting), "selfNormalize", "selfNormalise")];

    /// <summary>Adds the former names to a contract, each with the setter of the current one.</summary>
    public static void AddTo(JsonTypeInfo contract)
    {
        foreach (var (_, current, former) in Renamed.Where(renamed => renamed.Type == contract.Type))
        {
            var property = contract.Properties.Single(property => property.Name == current);
            var alias = contract.CreateJsonPropertyInfo(property.PropertyType, former);
            alias.Set = property.Set;
            contract.Properties.Add(alias);
        }
    }

    /// <summary>The name that a field of a type has now.</summary>
    public static string Current(Type type, string name) =>
        Array.Find(Renamed, renamed => renamed.Type == type && renamed.Former == name).Current ?? name;
}
