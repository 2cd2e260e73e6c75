using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansDro.Learning.Checkpoints;

/// <summary>
/// The safetensors file format (huggingface.co/docs/safetensors): eight bytes little-endian length of the header, a JSON header
/// {name: {dtype, shape, data_offsets}} padded with spaces to a multiple of eight, then the tensors' bytes without gaps.
/// Python's <c>safetensors</c> opens these files. Reading never runs code from the file.
/// </summary>
public static class Safetensors
{
    private const string MetadataField = "__metadata__";
    private const int LengthBytes = 8;
    private const long HeaderLimit = 100_000_000; // the format's own limit

    /// <summary>Writes tensors in the given order.</summary>
    /// <param name="stream">Receives the file.</param>
    /// <param name="tensors">Names are unique.</param>
    public static void Write(Stream stream, IReadOnlyList<StoredTensor> tensors)
    {
        var header = new JsonObject { [MetadataField] = new JsonObject { ["format"] = "pt" } };
        var offset = 0L;
        foreach (var tensor in tensors)
        {
            header.Add(tensor.Name, new JsonObject
            {
                ["dtype"] = tensor.Type.ToString().ToUpperInvariant(),
                ["shape"] = new JsonArray([.. tensor.Shape.Select(extent => (JsonNode)extent)]),
                ["data_offsets"] = new JsonArray(offset, offset + tensor.Bytes.Length),
            });
            offset += tensor.Bytes.Length;
        }

        var text = JsonSerializer.SerializeToUtf8Bytes(header);
        var padded = (text.Length + LengthBytes - 1) / LengthBytes * LengthBytes;
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, padded);
        stream.Write(length);
        stream.Write(text);
        stream.Write(new string(' ', padded - text.Length).Select(space => (byte)space).ToArray());
        foreach (var tensor in tensors)
        {
            stream.Write(tensor.Bytes.Span);
        }
    }

    /// <summary>Reads all tensors of a file.</summary>
    /// <exception cref="InvalidDataException">The bytes are no safetensors file.</exception>
    public static IReadOnlyDictionary<string, StoredTensor> Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length < LengthBytes)
        {
            throw new InvalidDataException("is shorter than a safetensors file can be");
        }

        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(file.Span);
        if (headerLength < 2 || headerLength > Math.Min(HeaderLimit, file.Length - LengthBytes))
        {
            throw new InvalidDataException("has an impossible safetensors header length");
        }

        var data = file[(LengthBytes + (int)headerLength)..];
        var tensors = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        try
        {
            using var header = JsonDocument.Parse(file.Slice(LengthBytes, (int)headerLength));
            foreach (var entry in header.RootElement.EnumerateObject().Where(entry => entry.Name != MetadataField))
            {
                tensors.Add(entry.Name, ReadEntry(entry, data));
            }
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException("has a damaged safetensors header", exception);
        }

        return tensors;
    }

    private static StoredTensor ReadEntry(JsonProperty entry, ReadOnlyMemory<byte> data)
    {
        if (!Enum.TryParse<StoredType>(entry.Value.GetProperty("dtype").GetString(), ignoreCase: true, out var type))
        {
            throw new InvalidDataException($"has the tensor '{entry.Name}' of an unsupported type");
        }

        var shape = entry.Value.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt64()).ToArray();
        var offsets = entry.Value.GetProperty("data_offsets").EnumerateArray().Select(position => position.GetInt64()).ToArray();
        if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0] || offsets[1] > data.Length)
        {
            throw new InvalidDataException($"has the tensor '{entry.Name}' outside of its data");
        }

        var bytes = data[(int)offsets[0]..(int)offsets[1]];
        return new StoredTensor(entry.Name, type, shape, bytes);
    }
}
