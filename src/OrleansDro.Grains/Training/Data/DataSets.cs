using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.Data;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Training.Data;

/// <summary>The data sets that trainers of this silo use: each is opened and checked once, and shared by all trainers.</summary>
internal sealed class DataSets(LearningCatalog catalog, DataRoot root)
{
    private readonly ConcurrentDictionary<(string Name, string Options, long Seed, bool Check), Lazy<Task<OpenDataSet>>> _open = new();

    /// <summary>Opens the data set of a spec.</summary>
    /// <exception cref="InvalidInputException">The files cannot be used, or are not in the folder of data; the message names the first that is wrong.</exception>
    public async Task<OpenDataSet> Open(RunSpec spec)
    {
        var key = (spec.Data.Name, spec.Data.Options, spec.Seed, spec.CheckData);
        var opening = _open.GetOrAdd(key, _ => new Lazy<Task<OpenDataSet>>(() => Task.Run(() => OpenNow(spec))));
        try
        {
            return await opening.Value;
        }
        catch
        {
            // So that the next run reads a corrected file again.
            _open.TryRemove(new(key, opening));
            throw;
        }
    }

    private OpenDataSet OpenNow(RunSpec spec)
    {
        var dataSet = catalog.CreateDataSet(spec.Data.Name, root.Confine(spec.Data), spec.Seed);
        if (dataSet.Training.Cases.Count == 0)
        {
            throw new InvalidInputException($"The data set '{spec.Data.Name}' has no training cases.");
        }

        if (spec.CheckData)
        {
            Check(dataSet.Training, spec.Compute.LoaderThreads);
            Check(dataSet.Validation, spec.Compute.LoaderThreads);
        }

        var summary = new DataSummary(Labels(dataSet.Training), Labels(dataSet.Validation), [.. dataSet.Task.ClassNames], dataSet.Task.Kind == TaskKind.Segmentation);
        return new OpenDataSet(spec.Data.Name, dataSet, summary, Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(summary))));
    }

    private static CaseLabel[] Labels(ICaseSource source) => [.. source.Cases.Select(description => new CaseLabel(description.Id, description.Group))];

    private static void Check(ICaseSource source, int threads)
    {
        var failures = new ConcurrentDictionary<int, InvalidInputException>();
        Parallel.For(0, source.Cases.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            try
            {
                _ = source.LoadForEvaluation(i);
            }
            catch (InvalidInputException exception)
            {
                failures[i] = exception;
            }
        });
        if (!failures.IsEmpty)
        {
            var first = failures[failures.Keys.Min()];
            throw failures.Count == 1 ? first : new InvalidInputException($"{first.Message} ({failures.Count - 1} more cases cannot be used.)", first);
        }
    }
}
