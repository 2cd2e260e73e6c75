using System.Buffers;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace OrleansDro.Grains.Protocol.AllReduce;

/// <summary>Writes the bytes of a block without conversion and reads them into an array of the pool. Messages are copied before they are sent: the copy shares the bytes.</summary>
[RegisterSerializer, RegisterCopier]
internal sealed class PooledBlockCodec : IFieldCodec<PooledBlock>, IDeepCopier<PooledBlock>
{
    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, PooledBlock? value)
        where TBufferWriter : IBufferWriter<byte>
    {
        ArgumentNullException.ThrowIfNull(value);
        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeader(fieldIdDelta, expectedType, typeof(PooledBlock), WireType.LengthPrefixed);
        writer.WriteVarUInt32((uint)value.Length);
        writer.Write(value.Bytes);
        if (value.BelongsToMessage)
        {
            value.Dispose();
        }
    }

    public PooledBlock ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        ReferenceCodec.MarkValueField(reader.Session);
        field.EnsureWireType(WireType.LengthPrefixed);
        var block = PooledBlock.Rent((int)reader.ReadVarUInt32());
        reader.ReadBytes(block.Bytes);
        return block;
    }

    public PooledBlock? DeepCopy(PooledBlock? input, CopyContext context) => input is { BelongsToMessage: false } ? input.ShareWithMessage() : input;
}
