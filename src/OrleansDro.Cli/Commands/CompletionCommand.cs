using System.CommandLine;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro completion SHELL</c>: a script that lets a shell complete commands, options and the names of specs.</summary>
internal static class CompletionCommand
{
    // Each script asks the command itself, by the directive [suggest:POSITION] of its parser, so that a script does not grow old.
    private const string Bash = """
        # orleansdro: source <(orleansdro completion bash)
        _orleansdro() {
            local line="${COMP_LINE:0:COMP_POINT}" IFS=$'\n'
            COMPREPLY=($(compgen -W "$(orleansdro "[suggest:${#line}]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _orleansdro orleansdro
        """;

    private const string Zsh = """
        #compdef orleansdro
        # orleansdro: source <(orleansdro completion zsh)
        _orleansdro() {
            local line="${BUFFER[1,CURSOR]}"
            compadd -- ${(f)"$(orleansdro "[suggest:${#line}]" "$line" 2>/dev/null)"} || _files
        }
        compdef _orleansdro orleansdro
        """;

    private const string Fish = """
        # orleansdro: orleansdro completion fish | source
        function __orleansdro_complete
            set --local line (commandline --cut-at-cursor | string collect)
            orleansdro "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete --command orleansdro --arguments "(__orleansdro_complete)"
        """;

    private const string PowerShell = """
        # orleansdro: orleansdro completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName orleansdro -ScriptBlock {
            param($word, $tree, $position)
            orleansdro "[suggest:$position]" "$tree" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
        }
        """;

    private static readonly (string Shell, string Script)[] Scripts = [("bash", Bash), ("zsh", Zsh), ("fish", Fish), ("pwsh", PowerShell)];

    public static Command Create()
    {
        var command = new Command("completion", "Prints a script that lets a shell complete commands, options and the names of specs; its first line says how to use it.");
        foreach (var (shell, script) in Scripts)
        {
            var print = new Command(shell, $"Prints the script for {shell}.");
            print.SetAction(_ => Console.WriteLine(script));
            command.Subcommands.Add(print);
        }

        return command;
    }
}
