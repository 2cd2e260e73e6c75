using OrleansDro.Robustness.History;

namespace OrleansDro.Grains.Protocol.Serialization;

/// <summary>How a case's history travels.</summary>
[GenerateSerializer, Alias("OrleansDro.CaseRecord")]
internal struct CaseRecordSurrogate
{
    [Id(0)] public double Loss;
    [Id(1)] public long LastStep;
    [Id(2)] public int Visits;
    [Id(3)] public CaseStatus Status;
}
