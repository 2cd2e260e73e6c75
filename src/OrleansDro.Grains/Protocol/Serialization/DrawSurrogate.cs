namespace OrleansDro.Grains.Protocol.Serialization;

/// <summary>How a draw travels.</summary>
[GenerateSerializer, Alias("OrleansDro.Draw")]
internal struct DrawSurrogate
{
    [Id(0)] public int Slot;
    [Id(1)] public int Case;
    [Id(2)] public double LogProbability;
    [Id(3)] public double StaleLoss;
    [Id(4)] public long HistoryStep;
}
