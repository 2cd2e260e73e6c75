namespace OrleansDro.Deploy.Tests.Images;

/// <summary>A stage of a Dockerfile.</summary>
/// <param name="Base">The image or stage that it begins with.</param>
/// <param name="Name">Its name.</param>
/// <param name="Instructions">What follows.</param>
internal sealed record Stage(string Base, string Name, IReadOnlyList<Instruction> Instructions)
{
    /// <summary>The last instruction of a kind; null where there is none.</summary>
    public string? Last(string name) => Instructions.LastOrDefault(instruction => instruction.Name == name)?.Text;

    /// <summary>The variables of its ENV instructions.</summary>
    public IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string>(Instructions.Where(instruction => instruction.Name == "ENV").SelectMany(instruction => instruction.Variables));
}
