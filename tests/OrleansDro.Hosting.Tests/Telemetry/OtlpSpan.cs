using Google.Protobuf;

namespace OrleansDro.Hosting.Tests.Telemetry;

/// <summary>A span as a collector gets it.</summary>
/// <param name="Source">The name of the source that it came from.</param>
/// <param name="Name">What went on.</param>
/// <param name="Trace">The id of its trace.</param>
/// <param name="Id">Its own id.</param>
/// <param name="Parent">The id of the span that it is in; empty where it is in none.</param>
internal sealed record OtlpSpan(string Source, string Name, ByteString Trace, ByteString Id, ByteString Parent)
{
    // The numbers of fields in opentelemetry/proto/collector/trace/v1/trace_service.proto and opentelemetry/proto/trace/v1/trace.proto.
    private const int ResourceSpans = 1;
    private const int ScopeSpans = 2;
    private const int ScopeOfSpans = 1, NameOfScope = 1;
    private const int SpansOfScope = 2, TraceOfSpan = 1, IdOfSpan = 2, ParentOfSpan = 4, NameOfSpan = 5;

    /// <summary>Reads the spans of an <c>ExportTraceServiceRequest</c>.</summary>
    public static IEnumerable<OtlpSpan> Read(ByteString request) =>
        from resource in Messages(request, ResourceSpans)
        from scope in Messages(resource, ScopeSpans)
        let source = Messages(scope, ScopeOfSpans).SelectMany(found => Messages(found, NameOfScope)).Single().ToStringUtf8()
        from span in Messages(scope, SpansOfScope)
        select new OtlpSpan(source, Field(span, NameOfSpan).ToStringUtf8(), Field(span, TraceOfSpan), Field(span, IdOfSpan), Field(span, ParentOfSpan));

    private static ByteString Field(ByteString message, int field) => Messages(message, field).SingleOrDefault(ByteString.Empty);

    /// <summary>What a message has in a field of texts, bytes or messages.</summary>
    private static List<ByteString> Messages(ByteString message, int field)
    {
        var found = new List<ByteString>();
        using var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            if (tag == WireFormat.MakeTag(field, WireFormat.WireType.LengthDelimited))
            {
                found.Add(input.ReadBytes());
            }
            else
            {
                input.SkipLastField();
            }
        }

        return found;
    }
}
