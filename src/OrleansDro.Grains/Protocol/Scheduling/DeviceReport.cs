namespace OrleansDro.Grains.Protocol.Scheduling;

/// <summary>A device of a silo, with the run that it works on.</summary>
/// <param name="Name">Its name in the silo, such as <c>cuda:0</c>.</param>
/// <param name="Run">The run that it works on, or null.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.DeviceReport")]
internal sealed record DeviceReport([property: Id(0)] string Name, [property: Id(1)] string? Run)
{
    /// <summary>The type that a spec's <c>compute.device</c> asks for: <c>cpu</c> or <c>cuda</c>.</summary>
    public string Type => Name.Split(':')[0];
}
