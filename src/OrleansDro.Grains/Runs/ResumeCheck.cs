using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Runs;

/// <summary>Whether a run may go on from a checkpoint: only under the spec that it was begun with.</summary>
internal static class ResumeCheck
{
    /// <summary>Compares a spec with the one in a checkpoint. Its name, where the data lie, and when it is saved and audited may differ: they do not change the result.</summary>
    /// <exception cref="InvalidInputException">They differ; the message names the field.</exception>
    public static void RequireSame(RunSpec spec, RunSpec saved, string folder)
    {
        var (wanted, found) = (ResultFields(spec), ResultFields(saved));
        foreach (var (field, value) in wanted)
        {
            if (!JsonNode.DeepEquals(value, found[field]))
            {
                throw new InvalidInputException(
                    $"The spec's field '{field}' is {value?.ToJsonString()}, but the checkpoint {folder} was made with {found[field]?.ToJsonString()}. Resume with the spec that the run was begun with.");
            }
        }
    }

    private static JsonObject ResultFields(RunSpec spec)
    {
        var fields = JsonSerializer.SerializeToNode(
            spec with { Name = "", Checkpoint = new CheckpointSpec(), CheckData = true, Compute = spec.Compute with { LoaderThreads = 1, AuditEvery = 0 } }, JsonSerializerOptions.Web)!.AsObject();
        fields["data"]!.AsObject().Remove("path");
        return fields;
    }
}
