namespace OrleansDro.Learning.Configuration;

/// <summary>A component that a spec can name, and the options that it takes.</summary>
/// <param name="Field">The field of the spec that names it, such as <c>model</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its options, which are bound from the same field.</param>
public sealed record ComponentOptions(string Field, string Name, Type Type);
