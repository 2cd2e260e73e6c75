namespace OrleansDro.Cli.Tests.Commands;

/// <summary>The completion in a real bash.</summary>
public sealed class CompletionTests
{
    // A function stands for the command, as the tests install none.
    private const string Script = """
        orleansdro() { dotnet "$0" "$@"; }
        source <(orleansdro completion bash)
        for line in "$@"; do
            COMP_LINE=$line COMP_POINT=${#line}
            read -ra COMP_WORDS <<< "$line"
            [[ $line == *' ' ]] && COMP_WORDS+=("")
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _orleansdro
            echo "${COMPREPLY[*]}"
        done
        """;

    [Fact]
    public async Task Bash_CommandOptionAndSpec_AreCompleted()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs bash.");
        var (exitCode, output, error) = await Command.RunAsync(
            "bash", ["-c", Script, Path.Combine(AppContext.BaseDirectory, "orleansdro.dll"), "orleansdro de", "orleansdro train phan", "orleansdro train phantom --st"]);
        Assert.True(exitCode == 0 && error.Length == 0, error);
        Assert.Equal(["demo devices", "phantom", "--steps --stop-after"], output.TrimEnd().Split('\n').Select(line => string.Join(' ', line.Split(' ').Order(StringComparer.Ordinal))));
    }
}
