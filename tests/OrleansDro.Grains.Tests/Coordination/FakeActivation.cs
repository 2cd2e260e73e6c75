namespace OrleansDro.Grains.Tests.Coordination;

/// <summary>The activation of a run's grain, as far as the run's durable state uses it.</summary>
internal sealed class FakeActivation
{
    public FakeActivation(string run)
    {
        var id = GrainId.Create("run", run);
        Context = Fake.Of<IGrainContext>((method, _) => method.Name == $"get_{nameof(IGrainContext.GrainId)}" ? id : Fake.Unexpected(method));
        Runtime = Fake.Of<IGrainRuntime>((method, arguments) =>
        {
            switch (method.Name)
            {
                case nameof(IGrainRuntime.DelayDeactivation):
                    Delay = (TimeSpan)arguments[1]!;
                    return null;
                case nameof(IGrainRuntime.DeactivateOnIdle):
                    IsDeactivated = true;
                    return null;
                default:
                    return Fake.Unexpected(method);
            }
        });
    }

    public IGrainContext Context { get; }

    public IGrainRuntime Runtime { get; }

    /// <summary>For how long the activation was last asked to stay; null before.</summary>
    public TimeSpan? Delay { get; private set; }

    /// <summary>Whether the activation was asked to end.</summary>
    public bool IsDeactivated { get; private set; }
}
