using System.Collections.Immutable;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Protocol.Serialization;

/// <summary>How the draws of a step travels.</summary>
[GenerateSerializer, Alias("OrleansDro.BatchDraw")]
internal struct BatchDrawSurrogate
{
    [Id(0)] public long Step;
    [Id(1)] public ImmutableArray<Draw> Draws;
    [Id(2)] public double FloorProbability;
    [Id(3)] public double Beta;
}
