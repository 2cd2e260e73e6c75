using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansDro.Learning.Checkpoints;

namespace OrleansDro.Grains.Checkpoints;

/// <summary>The files of one checkpoint: tensors, and a manifest with their checksums.</summary>
internal static class CheckpointFiles
{
    /// <summary>The file of the parameters.</summary>
    public const string Model = "model.safetensors";

    /// <summary>The file of the optimizer's state.</summary>
    public const string Optimizer = "optimizer.safetensors";

    /// <summary>The file of the sampler's history.</summary>
    public const string History = "history.safetensors";

    private const string Manifest = "manifest.json";
    private const int ReadAtOnce = 1 << 16;

    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Writes tensors and flushes them to disk.</summary>
    /// <returns>The checksum of the file: SHA-256, lower-case hex.</returns>
    /// <exception cref="IOException">The disk is full, or the file cannot be written.</exception>
    public static string WriteTensors(string folder, string file, IReadOnlyList<StoredTensor> tensors)
    {
        var path = Path.Combine(folder, file);
        Write(path, stream => Safetensors.Write(stream, tensors));
        return Checksum(path);
    }

    /// <summary>Writes the manifest and flushes it to disk.</summary>
    /// <exception cref="IOException">The disk is full, or the file cannot be written.</exception>
    public static void WriteManifest(string folder, CheckpointManifest manifest) =>
        Write(Path.Combine(folder, Manifest), stream => JsonSerializer.Serialize(stream, manifest, JsonOptions));

    /// <summary>Reads the tensors of one file.</summary>
    public static IReadOnlyDictionary<string, StoredTensor> ReadTensors(string folder, string file) => Safetensors.Read(File.ReadAllBytes(Path.Combine(folder, file)));

    /// <summary>Reads the manifest, without a check of the other files.</summary>
    /// <exception cref="Exception">The manifest is damaged, see <see cref="IsDamage"/>.</exception>
    public static CheckpointManifest ReadManifest(string folder)
    {
        using var stream = File.OpenRead(Path.Combine(folder, Manifest));
        return JsonSerializer.Deserialize<CheckpointManifest>(stream, JsonOptions) ?? throw new InvalidDataException("has an empty manifest");
    }

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
}
