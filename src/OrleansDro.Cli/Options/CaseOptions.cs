using System.CommandLine;
using System.CommandLine.Parsing;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Robustness.History;

namespace OrleansDro.Cli.Options;

/// <summary>The options of the command <c>cases</c>: one query or one change, and its parameters.</summary>
internal sealed class CaseOptions
{
    private const int LargestTake = 10_000;

    private readonly Option<string?> _case = new("--case") { Description = "All that is known of one case.", HelpName = "ID" };
    private readonly Option<string?> _note = new("--note") { Description = "Add a note to the case of --case.", HelpName = "TEXT" };
    private readonly Option<int?> _hardest = new("--hardest") { Description = "The K cases with the largest latest loss. The default, with K = 20.", HelpName = "K" };
    private readonly Option<int?> _oldest = new("--oldest") { Description = "The K cases whose loss is from the earliest step, unseen ones first.", HelpName = "K" };
    private readonly Option<bool> _quarantined = new("--quarantined") { Description = "The cases in quarantine, which are not sampled, and why." };
    private readonly Option<bool> _groups = new("--groups") { Description = "A summary of each group." };
    private readonly Option<bool> _changes = new("--changes") { Description = "The changes that users have made so far." };
    private readonly Option<string[]> _quarantine = Ids("--quarantine", "Take these cases out of sampling; needs --reason.");
    private readonly Option<string[]> _release = Ids("--release", "Put these cases back into sampling.");
    private readonly Option<string[]> _add = Ids("--add", "Add these cases of the data set to the run.");
    private readonly Option<string[]> _remove = Ids("--remove", "Remove these cases from the run permanently.");
    private readonly Option<string?> _group = new("--group") { Description = "List only cases of this group.", HelpName = "NAME" };
    private readonly Option<string?> _reason = new("--reason") { Description = "The reason of a change.", HelpName = "TEXT" };
    private readonly Option<long?> _atStep = new("--at-step") { Description = "The first step at which the change takes effect. Default: the next step that is not drawn yet.", HelpName = "N" };
    private readonly Option<bool> _json = new("--json") { Description = "Print the answer as JSON." };

    public void AddTo(Command command)
    {
        OptionRange.Require(_hardest, 1, LargestTake);
        OptionRange.Require(_oldest, 1, LargestTake);
        command.Validators.Add(Check);
        foreach (var option in new Option[] { _case, _note, _hardest, _oldest, _quarantined, _groups, _changes, _quarantine, _release, _add, _remove, _group, _reason, _atStep, _json })
        {
            command.Options.Add(option);
        }
    }

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    public string? Case(ParseResult parsed) => parsed.GetValue(_case);

    public string? Note(ParseResult parsed) => parsed.GetValue(_note);

    public bool AsksForGroups(ParseResult parsed) => parsed.GetValue(_groups);

    public bool AsksForChanges(ParseResult parsed) => parsed.GetValue(_changes);

    public CaseQuery Query(ParseResult parsed)
    {
        var query = new CaseQuery { Group = parsed.GetValue(_group) };
        return (parsed.GetValue(_hardest), parsed.GetValue(_oldest), parsed.GetValue(_quarantined)) switch
        {
            (_, _, true) => query with { Status = CaseStatus.Quarantined, Take = LargestTake },
            (_, { } take, _) => query with { Order = CaseOrder.Oldest, Take = take },
            ({ } take, _, _) => query with { Take = take },
            _ => query,
        };
    }

    public CaseChange? Change(ParseResult parsed)
    {
        foreach (var (option, kind) in Kinds)
        {
            if (parsed.GetValue(option) is { Length: > 0 } ids)
            {
                return new CaseChange { Kind = kind, Ids = ids, Reason = parsed.GetValue(_reason), Step = parsed.GetValue(_atStep) };
            }
        }

        return null;
    }

    private (Option<string[]> Option, CaseChangeKind Kind)[] Kinds =>
    [
        (_quarantine, CaseChangeKind.Quarantine),
        (_release, CaseChangeKind.Release),
        (_add, CaseChangeKind.Add),
        (_remove, CaseChangeKind.Remove),
    ];

    private static Option<string[]> Ids(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "ID",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    private void Check(CommandResult result)
    {
        Option[] changes = [_quarantine, _release, _add, _remove];
        Option[] lists = [_hardest, _oldest, _quarantined];
        Option[] all = [_case, .. lists, _groups, _changes, .. changes];
        var given = all.Where(option => result.GetResult(option) is not null).ToArray();
        if (given.Length > 1)
        {
            result.AddError($"{string.Join(" and ", given.Select(option => option.Name))} cannot be combined; use one at a time.");
        }

        var isChange = given.Any(changes.Contains);
        RequireContext(_group, given.All(lists.Contains), "can be used only with --hardest, --oldest and --quarantined");
        RequireContext(_note, given.Contains(_case), "can be used only with --case");
        RequireContext(_reason, isChange, "can be used only with --quarantine, --release, --add and --remove");
        RequireContext(_atStep, isChange, "can be used only with --quarantine, --release, --add and --remove");
        if (result.GetResult(_quarantine) is not null && string.IsNullOrWhiteSpace(result.GetValue(_reason)))
        {
            result.AddError("--quarantine needs --reason, so that other users can see why.");
        }

        void RequireContext(Option option, bool isRight, string rule)
        {
            if (result.GetResult(option) is not null && !isRight)
            {
                result.AddError($"{option.Name} {rule}.");
            }
        }
    }
}
