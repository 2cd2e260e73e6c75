using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using OrleansDro.Learning.Checkpoints;

namespace OrleansDro.Learning.Tests.Checkpoints;

/// <summary>The bytes against the format's published rules.</summary>
public sealed class SafetensorsTests
{
    [Fact]
    public void Write_TwoTensors_FollowsTheFormat()
    {
        var bytes = Write(
            new StoredTensor("layer.weight", StoredType.F32, [2, 3], Enumerable.Range(0, 24).Select(i => (byte)i).ToArray()),
            StoredTensor.Vector("steps", [1L, -2L]));

        var headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, headerLength % 8);
        Assert.Equal((byte)'{', bytes[8]);
        var text = Encoding.UTF8.GetString(bytes, 8, headerLength);
        Assert.Equal(text.TrimEnd(' '), text.TrimEnd());
        using var header = JsonDocument.Parse(text);
        var weight = header.RootElement.GetProperty("layer.weight");
        Assert.Equal("F32", weight.GetProperty("dtype").GetString());
        Assert.Equal([2, 3], weight.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32()));
        Assert.Equal([0, 24], weight.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32()));
        var steps = header.RootElement.GetProperty("steps");
        Assert.Equal("I64", steps.GetProperty("dtype").GetString());
        Assert.Equal([24, 40], steps.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32()));
        Assert.All(header.RootElement.GetProperty("__metadata__").EnumerateObject(), entry => Assert.Equal(JsonValueKind.String, entry.Value.ValueKind));
        Assert.Equal(8 + headerLength + 40, bytes.Length);
        Assert.Equal(-2, BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8 + headerLength + 32)));
    }

    [Fact]
    public void Read_Written_ComesBack()
    {
        var tensors = Safetensors.Read(Write(StoredTensor.Vector("losses", [0.5, double.NaN]), StoredTensor.Vector("visits", [3, 4])));
        Assert.Equal([0.5, double.NaN], tensors["losses"].ToArray<double>());
        Assert.Equal([3, 4], tensors["visits"].ToArray<int>());
        Assert.Throws<InvalidDataException>(() => tensors["visits"].ToArray<float>());
    }

    [Fact]
    public void Read_DamagedFile_ThrowsInvalidData()
    {
        var good = Write(StoredTensor.Vector("losses", [0.5, 1.5]));
        for (var length = 0; length < good.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => Safetensors.Read(good.AsMemory(0, length)));
        }

        var lyingHeader = good.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(lyingHeader, long.MaxValue);
        Assert.Throws<InvalidDataException>(() => Safetensors.Read(lyingHeader));
    }

    private static byte[] Write(params StoredTensor[] tensors)
    {
        using var stream = new MemoryStream();
        Safetensors.Write(stream, tensors);
        return stream.ToArray();
    }
}
