namespace OrleansDro.Abstractions.Runs;

/// <summary>A device of a silo, on which one trainer works. A silo that was restarted counts as another silo.</summary>
/// <param name="Silo">The silo's address with its generation, as Orleans writes it: <c>10.0.0.1:11111@1234567</c>.</param>
/// <param name="Device">The device in that silo, such as <c>cpu:0</c>.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.TrainerId")]
public sealed record TrainerId([property: Id(0)] string Silo, [property: Id(1)] string Device)
{
    /// <summary>The key of the trainer grain that trains a run here.</summary>
    public string KeyOf(string run) => $"{Silo}/{Device}/{run}";

    /// <summary>Takes a key apart.</summary>
    public static (TrainerId Trainer, string Run) Parse(string key)
    {
        var parts = key.Split('/', 3);
        return (new TrainerId(parts[0], parts[1]), parts[2]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Silo}/{Device}";
}
