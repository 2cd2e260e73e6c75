using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Runs;

/// <summary>Checks that a run is resumed with the spec that it was started with.</summary>
internal static class ResumeCheck
{
    /// <summary>Compares a spec with the one in a checkpoint. The name, the path of the data, and the schedule of checkpoints and audits may differ, because they do not change the result.</summary>
    /// <exception cref="InvalidInputException">The specs differ; the message names the field.</exception>
    public static void RequireSame(RunSpec spec, RunSpec saved, string folder)
    {
        var (wanted, found) = (ResultFields(spec), ResultFields(saved));
        foreach (var (field, value) in wanted)
        {
            if (!JsonNode.DeepEquals(value, found[field]))
            {
                throw new InvalidInputException(
                    $"The spec's field '{field}' is {value?.ToJsonString()}, but the checkpoint {folder} was saved with {found[field]?.ToJsonString()}. Resume with the spec that the run was started with.");
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
