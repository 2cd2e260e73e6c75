using System.Reflection;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Tests.Contracts;

/// <summary>What two silos of neighbouring versions must agree on: names and numbers of messages, their members and the grains' methods.</summary>
internal static class MessageContract
{
    private static readonly Assembly[] Assemblies = [typeof(IRunGrain).Assembly, typeof(NodeOptions).Assembly];

    /// <summary>One line for each member of a message and each method of a grain.</summary>
    public static IReadOnlyList<string> Lines => [.. Messages.SelectMany(MembersOf).Concat(Grains.SelectMany(MethodsOf)).Order(StringComparer.Ordinal)];

    /// <summary>The types that travel or are stored.</summary>
    public static IReadOnlyList<Type> Messages => [.. Types.Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null)];

    /// <summary>The interfaces of the grains and of what else is called from afar.</summary>
    public static IReadOnlyList<Type> Grains => [.. Types.Where(type => type.IsInterface && type.IsAssignableTo(typeof(Orleans.Runtime.IAddressable)))];

    private static IEnumerable<Type> Types => Assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type => type.Namespace?.StartsWith("OrleansDro.", StringComparison.Ordinal) == true && !type.Name.Contains("_Invokable", StringComparison.Ordinal));

    /// <summary>The name of a type on the wire; null where it is left to its namespace and class.</summary>
    public static string? AliasOf(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>()?.Alias;

    /// <summary>The members of a message that are declared in it, with their numbers.</summary>
    public static IEnumerable<(MemberInfo Member, uint Id)> NumberedMembersOf(Type type) => type
        .GetMembers(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        .Where(member => member.GetCustomAttribute<IdAttribute>() is not null)
        .Select(member => (member, member.GetCustomAttribute<IdAttribute>()!.Id));

    private static IEnumerable<string> MembersOf(Type type) => type.IsEnum
        ? Enum.GetNames(type).Select(name => $"{AliasOf(type)} {Convert.ToInt64(Enum.Parse(type, name), System.Globalization.CultureInfo.InvariantCulture)} {name}")
        : NumberedMembersOf(type).Select(item => FormattableString.Invariant($"{AliasOf(type)} {item.Id} {NameOf(TypeOf(item.Member))} {item.Member.Name}"));

    private static IEnumerable<string> MethodsOf(Type type) => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .Select(method => $"{AliasOf(type)} {AliasOf(method)}({string.Join(", ", method.GetParameters().Select(parameter => NameOf(parameter.ParameterType)))}) {NameOf(method.ReturnType)}");

    private static Type TypeOf(MemberInfo member) => member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;

    private static string NameOf(Type type) => type.IsArray ? $"{NameOf(type.GetElementType()!)}[]"
        : type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : AliasOf(type) ?? type.Name;
}
