namespace OrleansDro.Cli.Reference;

/// <summary>A field of a spec, or a component that a field can name.</summary>
/// <param name="Path">Its path with the names of components, such as <c>model.unet3d.channels</c>.</param>
/// <param name="Name">Its path as it is written with <c>--set</c>, such as <c>model.channels</c>.</param>
/// <param name="Type">The type in words; empty for a component.</param>
/// <param name="Default">The default as JSON, or <c>none</c>; null if it is required or has fields of its own.</param>
/// <param name="Range">What it can be, in words; empty if it can be anything of its type.</param>
/// <param name="Meaning">What it decides.</param>
/// <param name="IsRequired">Whether a spec must have it.</param>
/// <param name="Section">The path of the section of the reference that lists it.</param>
internal sealed record SpecField(string Path, string Name, string Type, string? Default, string Range, string Meaning, bool IsRequired, string Section);
