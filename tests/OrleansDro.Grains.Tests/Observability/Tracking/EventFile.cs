using System.Buffers.Binary;

namespace OrleansDro.Grains.Tests.Observability.Tracking;

/// <summary>Reads the event files of TensorBoard: records of TFRecord, each with the checksums of its length and its bytes.</summary>
internal static class EventFile
{
    private const int HeaderSize = 12, FooterSize = 4;

    /// <summary>All scalars of the files of a folder, in their order.</summary>
    public static (string Tag, double Value, long Step)[] ReadScalars(string folder) =>
    [
        .. Directory.GetFiles(folder, "events.out.tfevents.*").Order(StringComparer.Ordinal).SelectMany(Records).Select(Tensorboard.Event.Parser.ParseFrom)
            .Where(item => item.Summary is not null)
            .SelectMany(item => item.Summary.Value.Select(value => (value.Tag, (double)value.SimpleValue, item.Step))),
    ];

    private static IEnumerable<byte[]> Records(string file)
    {
        // The writer goes on while it is read.
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var header = new byte[HeaderSize];
        while (stream.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) == HeaderSize)
        {
            Assert.Equal(BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8)), MaskedChecksum(header.AsSpan(0, 8)));
            var record = new byte[BinaryPrimitives.ReadInt64LittleEndian(header)];
            var footer = new byte[FooterSize];
            stream.ReadExactly(record);
            stream.ReadExactly(footer);
            Assert.Equal(BinaryPrimitives.ReadUInt32LittleEndian(footer), MaskedChecksum(record));
            yield return record;
        }
    }

    // CRC-32C, bit by bit, masked as TFRecord has it.
    private static uint MaskedChecksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var item in bytes)
        {
            crc ^= item;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }
        }

        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
    }
}
