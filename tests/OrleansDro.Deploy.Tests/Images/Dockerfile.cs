namespace OrleansDro.Deploy.Tests.Images;

/// <summary>The repository's Dockerfile, read.</summary>
internal sealed class Dockerfile
{
    private Dockerfile(IReadOnlyDictionary<string, string> arguments, IReadOnlyList<Stage> stages) => (Arguments, Stages) = (arguments, stages);

    /// <summary>The arguments before the first stage, with their defaults.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; }

    /// <summary>The stages, in order.</summary>
    public IReadOnlyList<Stage> Stages { get; }

    /// <summary>Reads it.</summary>
    public static Dockerfile Read()
    {
        var arguments = new Dictionary<string, string>();
        var stages = new List<Stage>();
        foreach (var instruction in Instructions())
        {
            if (instruction.Name == "FROM")
            {
                var parts = instruction.Text.Split(" AS ");
                stages.Add(new Stage(parts[0], parts[1], new List<Instruction>()));
            }
            else if (stages.Count == 0)
            {
                Assert.Equal("ARG", instruction.Name);
                var parts = instruction.Text.Split('=');
                arguments.Add(parts[0], parts[1]);
            }
            else
            {
                ((List<Instruction>)stages[^1].Instructions).Add(instruction);
            }
        }

        return new Dockerfile(arguments, stages);
    }

    /// <summary>The stage of a name.</summary>
    public Stage Stage(string name) => Stages.Single(stage => stage.Name == name);

    private static IEnumerable<Instruction> Instructions()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "Dockerfile")).Where(line => line.Trim() is not "" && !line.TrimStart().StartsWith('#'));
        var text = string.Join('\n', lines).Replace("\\\n", " ", StringComparison.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string[] options = [.. words.Skip(1).TakeWhile(word => word.StartsWith("--", StringComparison.Ordinal))];
            yield return new Instruction(words[0], options, string.Join(' ', words.Skip(1 + options.Length)));
        }
    }
}
