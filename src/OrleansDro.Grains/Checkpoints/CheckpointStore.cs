using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Robustness.Errors;
using OrleansDro.Learning.Checkpoints;

namespace OrleansDro.Grains.Checkpoints;

/// <summary>
/// Saves a run as <c>step-NNNNNNNN</c> (committed steps) under a folder, and finds the latest good one.
/// </summary>
/// <remarks>
/// A checkpoint is written beside, flushed to disk, then renamed: a folder of the final name is whole unless something damaged it later, which its
/// checksums show. Older ones are deleted after the newer one is in place.
/// </remarks>
internal sealed partial class CheckpointStore(ILogger<CheckpointStore> logger)
{
    public const string ModelFile = "model.safetensors";
    public const string OptimizerFile = "optimizer.safetensors";
    private const string HistoryFile = "history.safetensors";
    private const string ManifestFile = "manifest.json";
    private const string FolderPrefix = "step-";
    private const string UnfinishedSuffix = ".unfinished";
    private const string DistrustedPrefix = "distrusted-";
    private const int ReadAtOnce = 1 << 16;

    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Whether a folder holds any checkpoint.</summary>
    public static bool Any(string root) => Folders(root).Count > 0;

    /// <summary>The steps of the oldest checkpoint in a folder, or null where there is none.</summary>
    public static long? OldestSteps(string root) => Folders(root) is [.., var oldest] ? StepsOf(oldest) : null;

    /// <summary>The committed steps of a checkpoint.</summary>
    public static long StepsOf(string folder) => long.Parse(Path.GetFileName(folder).Split(FolderPrefix)[^1].Split('.')[0], CultureInfo.InvariantCulture);

    /// <summary>The folders of the checkpoints under a folder, the latest first. Those that were set aside are not among them.</summary>
    public static IReadOnlyList<string> Folders(string root) => Find(root, FolderPrefix).Where(folder => !Path.HasExtension(folder)).ToList();

    /// <summary>The folders of the checkpoints that were set aside, the latest first.</summary>
    public static IReadOnlyList<string> DistrustedFolders(string root) => Find(root, DistrustedPrefix);

    /// <summary>
    /// Sets checkpoints aside that may hold wrong gradients: their folders get a name that begins with <c>distrusted-</c>, under which no run goes on from them, also one that is
    /// led by a silo of an older version. Nothing is deleted.
    /// </summary>
    /// <param name="root">The folder of the run's checkpoints.</param>
    /// <param name="isDistrusted">Tells which.</param>
    /// <exception cref="IOException">A folder cannot be renamed.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be renamed.</exception>
    public static void SetAside(string root, Func<CheckpointManifest, bool> isDistrusted)
    {
        foreach (var folder in Folders(root).Where(folder => TryReadManifest(folder) is { } manifest && isDistrusted(manifest)))
        {
            // The same step can be set aside twice.
            var aside = Path.Combine(root, DistrustedPrefix + Path.GetFileName(folder));
            Directory.Move(folder, Directory.Exists(aside) ? $"{aside}.{Guid.NewGuid():N}" : aside);
        }
    }

    /// <summary>Saves a run, and deletes what is older than the checkpoints to keep.</summary>
    /// <param name="root">The folder of the run's checkpoints.</param>
    /// <param name="spec">The run's spec.</param>
    /// <param name="attempt">The run's attempt.</param>
    /// <param name="fingerprints">The kinds of trainers that have computed its steps so far.</param>
    /// <param name="snapshot">The sampler's part.</param>
    /// <param name="model">The parameters.</param>
    /// <param name="optimizer">The optimizer's state.</param>
    /// <param name="goodSteps">The latest checkpoint of at most so many steps is kept as well: later ones may turn out to hold wrong gradients. Null: they cannot.</param>
    /// <exception cref="IOException">The disk is full or the folder cannot be written. What was saved before is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void Save(
        string root,
        RunSpec spec,
        long attempt,
        IReadOnlyList<ComputeFingerprint> fingerprints,
        SamplerSnapshot snapshot,
        IReadOnlyList<StoredTensor> model,
        IReadOnlyList<StoredTensor> optimizer,
        long? goodSteps = null)
    {
        var steps = snapshot.Step + 1;
        var folder = Path.Combine(root, FolderPrefix + steps.ToString("D8", CultureInfo.InvariantCulture));
        // A name of its own, as a trainer that was given up may wake up and save the same step.
        var unfinished = $"{folder}.{Guid.NewGuid():N}{UnfinishedSuffix}";
        Directory.CreateDirectory(unfinished);
        try
        {
            Write(unfinished, spec, attempt, fingerprints, snapshot, model, optimizer);
            if (HoldsTheSame(folder, unfinished))
            {
                // Another trainer has saved it, with the same bits.
                Delete(unfinished);
            }
            else
            {
                Delete(folder);
                Directory.Move(unfinished, folder);
            }
        }
        catch
        {
            Delete(unfinished);
            throw;
        }

        var folders = Folders(root);
        var good = folders.FirstOrDefault(other => StepsOf(other) <= goodSteps);
        string[] old = [.. folders.Skip(spec.Checkpoint.Keep).Where(other => other != good), .. Directory.GetDirectories(root, "*" + UnfinishedSuffix)];
        Array.ForEach(old, Delete);
    }

    private static List<string> Find(string root, string prefix) => !Directory.Exists(root)
        ? []
        : Directory.EnumerateDirectories(root, prefix + "*").OrderDescending(StringComparer.Ordinal).ToList();

    // One of an earlier attempt can come late and hold something else.
    private static bool HoldsTheSame(string folder, string unfinished)
    {
        try
        {
            return Directory.Exists(folder) && RequireWhole(folder).Files.OrderBy(file => file.Key, StringComparer.Ordinal).SequenceEqual(ReadManifest(unfinished).Files.OrderBy(file => file.Key, StringComparer.Ordinal));
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            return false;
        }
    }

    private static void Write(
        string unfinished,
        RunSpec spec,
        long attempt,
        IReadOnlyList<ComputeFingerprint> fingerprints,
        SamplerSnapshot snapshot,
        IReadOnlyList<StoredTensor> model,
        IReadOnlyList<StoredTensor> optimizer)
    {
        var files = new Dictionary<string, string>
        {
            [ModelFile] = WriteTensors(Path.Combine(unfinished, ModelFile), model),
            [OptimizerFile] = WriteTensors(Path.Combine(unfinished, OptimizerFile), optimizer),
            [HistoryFile] = WriteTensors(Path.Combine(unfinished, HistoryFile), HistoryTensors.From(snapshot)),
        };
        var manifest = new CheckpointManifest
        {
            Format = CheckpointManifest.CurrentFormat,
            Run = spec.Name,
            StepsCommitted = snapshot.Step + 1,
            Attempt = attempt,
            Spec = spec,
            Ledger = snapshot.Ledger,
            TrainingSeconds = snapshot.TrainingSeconds,
            Statistics = snapshot.Statistics,
            SinceStatistics = snapshot.Window.Losses,
            Beta = snapshot.Beta,
            GrownAt = snapshot.GrownAt,
            Changes = snapshot.Changes,
            Reasons = snapshot.Cases.Reasons,
            Fingerprints = fingerprints,
            Files = files,
        };
        Write(Path.Combine(unfinished, ManifestFile), stream => JsonSerializer.Serialize(stream, manifest, JsonOptions));
    }

    /// <summary>Reads the latest checkpoint that is whole; a damaged one is named in a warning and passed over.</summary>
    /// <exception cref="InvalidInputException">There is no good checkpoint.</exception>
    public Checkpoint LoadLatest(string root) =>
        FindLatest(root, _ => true) ?? throw new InvalidInputException($"{root} holds no checkpoint to resume from. Leave --resume away to begin anew.");

    /// <summary>Reads the latest whole checkpoint of those that count, or null where there is none.</summary>
    public Checkpoint? FindLatest(string root, Func<CheckpointManifest, bool> counts)
    {
        foreach (var folder in Folders(root))
        {
            try
            {
                var checkpoint = Load(folder);
                if (counts(checkpoint.Manifest))
                {
                    return checkpoint;
                }
            }
            catch (Exception exception) when (IsDamage(exception))
            {
                LogDamaged(folder, exception.Message);
            }
        }

        return null;
    }

    /// <summary>Reads the tensors of one file of a checkpoint.</summary>
    public static IReadOnlyDictionary<string, StoredTensor> ReadTensors(string folder, string file) =>
        Safetensors.Read(File.ReadAllBytes(Path.Combine(folder, file)));

    /// <summary>Checks that a checkpoint is as it was saved.</summary>
    /// <returns>Its manifest.</returns>
    /// <exception cref="Exception">It is damaged, see <see cref="IsDamage"/>.</exception>
    /// <exception cref="OperationCanceledException">The check was ended.</exception>
    public static CheckpointManifest RequireWhole(string folder, CancellationToken ended = default)
    {
        var manifest = ReadManifest(folder);
        if (manifest.Format != CheckpointManifest.CurrentFormat)
        {
            throw new InvalidDataException($"has the layout version {manifest.Format}, and this program reads {CheckpointManifest.CurrentFormat}");
        }

        foreach (var (file, checksum) in manifest.Files)
        {
            if (Path.GetFileName(file) != file || Checksum(Path.Combine(folder, file), ended) != checksum)
            {
                throw new InvalidDataException($"has a damaged file {file}");
            }
        }

        return manifest;
    }

    /// <summary>Whether an exception tells of a damaged checkpoint.</summary>
    public static bool IsDamage(Exception exception) =>
        exception is IOException or InvalidDataException or JsonException or UnauthorizedAccessException or KeyNotFoundException;

    private static CheckpointManifest ReadManifest(string folder)
    {
        using var stream = File.OpenRead(Path.Combine(folder, ManifestFile));
        return JsonSerializer.Deserialize<CheckpointManifest>(stream, JsonOptions) ?? throw new InvalidDataException("has an empty manifest");
    }

    private static CheckpointManifest? TryReadManifest(string folder)
    {
        try
        {
            return ReadManifest(folder);
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            // Nobody goes on from a damaged one.
            return null;
        }
    }

    private static Checkpoint Load(string folder)
    {
        var manifest = RequireWhole(folder);
        return new Checkpoint(folder, HistoryTensors.ToSnapshot(ReadTensors(folder, HistoryFile), manifest), manifest);
    }

    private static string WriteTensors(string path, IReadOnlyList<StoredTensor> tensors)
    {
        Write(path, stream => Safetensors.Write(stream, tensors));
        return Checksum(path);
    }

    private static void Write(string path, Action<Stream> write)
    {
        using var stream = new FileStream(path, FileMode.CreateNew);
        write(stream);
        stream.Flush(flushToDisk: true);
    }

    private static string Checksum(string path, CancellationToken ended = default)
    {
        using var stream = File.OpenRead(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[ReadAtOnce];
        while (stream.Read(buffer) is > 0 and var read)
        {
            ended.ThrowIfCancellationRequested();
            hash.AppendData(buffer.AsSpan(0, read));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The checkpoint {Folder} cannot be used: it {Reason}. The one before it is tried.")]
    private partial void LogDamaged(string folder, string reason);
}
