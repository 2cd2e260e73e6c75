using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Learning;
using OrleansDro.Learning.Checkpoints;

namespace OrleansDro.Grains.Checkpoints;

/// <summary>
/// Saves the checkpoints of a run as <c>step-NNNNNNNN</c> (committed steps) under a folder, and finds the latest valid one.
/// </summary>
/// <remarks>
/// A checkpoint is written to a temporary folder, flushed to disk, then renamed: a folder with the final name is complete unless something damaged it later, which its
/// checksums reveal. Older checkpoints are deleted after the newer one is in place.
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

    /// <summary>Whether a folder contains a checkpoint.</summary>
    public static bool Any(string root) => Folders(root).Count > 0;

    /// <summary>The steps of the oldest checkpoint in a folder, or null if there is none.</summary>
    public static long? OldestSteps(string root) => Folders(root) is [.., var oldest] ? StepsOf(oldest) : null;

    /// <summary>The committed steps of a checkpoint.</summary>
    public static long StepsOf(string folder) => long.Parse(Path.GetFileName(folder).Split(FolderPrefix)[^1].Split('.')[0], CultureInfo.InvariantCulture);

    /// <summary>The folders of the checkpoints under a folder, the latest first, without those that were set aside.</summary>
    public static IReadOnlyList<string> Folders(string root) => Find(root, FolderPrefix).Where(folder => !Path.HasExtension(folder)).ToList();

    /// <summary>The folders of the checkpoints that were set aside, the latest first.</summary>
    public static IReadOnlyList<string> DistrustedFolders(string root) => Find(root, DistrustedPrefix);

    /// <summary>
    /// Sets checkpoints aside that may contain wrong gradients: their folders are renamed to start with <c>distrusted-</c>, so that no run resumes from them, not even on a silo of an
    /// older version. Nothing is deleted.
    /// </summary>
    /// <param name="root">The folder of the run's checkpoints.</param>
    /// <param name="isDistrusted">Whether a checkpoint may contain wrong gradients.</param>
    /// <exception cref="IOException">A folder cannot be renamed.</exception>
    /// <exception cref="UnauthorizedAccessException">Permission to rename a folder is missing.</exception>
    public static void SetAside(string root, Func<CheckpointManifest, bool> isDistrusted)
    {
        foreach (var folder in Folders(root).Where(folder => TryReadManifest(folder) is { } manifest && isDistrusted(manifest)))
        {
            // A checkpoint of the same step may have been set aside before.
            var aside = Path.Combine(root, DistrustedPrefix + Path.GetFileName(folder));
            Directory.Move(folder, Directory.Exists(aside) ? $"{aside}.{Guid.NewGuid():N}" : aside);
        }
    }

    /// <summary>Saves a checkpoint, and deletes those that are older than the ones to keep.</summary>
    /// <param name="root">The folder of the run's checkpoints.</param>
    /// <param name="spec">The run's spec.</param>
    /// <param name="attempt">The run's attempt.</param>
    /// <param name="fingerprints">The kinds of trainers that have computed its steps so far.</param>
    /// <param name="snapshot">The sampler's part.</param>
    /// <param name="model">The parameters.</param>
    /// <param name="optimizer">The optimizer's state.</param>
    /// <param name="goodSteps">The latest checkpoint of at most this number of steps is kept too, because later ones may turn out to contain wrong gradients; null if they cannot.</param>
    /// <exception cref="IOException">The disk is full or the folder cannot be written. Earlier checkpoints are untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">Permission to write the folder is missing.</exception>
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
        // A unique name, because a suspended trainer may resume and save the same step.
        var unfinished = $"{folder}.{Guid.NewGuid():N}{UnfinishedSuffix}";
        Directory.CreateDirectory(unfinished);
        try
        {
            Write(unfinished, spec, attempt, fingerprints, snapshot, model, optimizer);
            if (HoldsTheSame(folder, unfinished))
            {
                // Another trainer has saved the same bits.
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

    // A checkpoint of an earlier attempt may be saved late and differ.
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

    /// <summary>Reads the latest undamaged checkpoint; damaged ones are logged and skipped.</summary>
    /// <exception cref="InvalidInputException">There is no undamaged checkpoint.</exception>
    public Checkpoint LoadLatest(string root) =>
        FindLatest(root, _ => true) ?? throw new InvalidInputException($"{root} contains no checkpoint to resume from. Start the run without resuming it.");

    /// <summary>Reads the latest undamaged checkpoint that is accepted, or null if there is none.</summary>
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

    /// <summary>Checks that a checkpoint is undamaged.</summary>
    /// <returns>Its manifest.</returns>
    /// <exception cref="Exception">It is damaged, see <see cref="IsDamage"/>.</exception>
    /// <exception cref="OperationCanceledException">The check was canceled.</exception>
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

    /// <summary>Whether an exception means that a checkpoint is damaged.</summary>
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
            // No run resumes from a damaged checkpoint.
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

    [LoggerMessage(EventId = 1012, Level = LogLevel.Warning, Message = "Checkpoint {Folder} is unusable: it {Reason}. Trying the previous one.")]
    private partial void LogDamaged(string folder, string reason);
}
