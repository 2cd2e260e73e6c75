namespace OrleansDro.Learning.Training;

/// <summary>Options of <see cref="LocalUpdates"/>.</summary>
public sealed record LocalUpdateOptions
{
    /// <summary>The steps of each micro-batch before the parameters are averaged, at least 1.</summary>
    public required int InnerSteps { get; init; }

    /// <summary>Learning rate of the outer step, above 0; 1 without momentum uses the average itself.</summary>
    public required double OuterLearningRate { get; init; }

    /// <summary>Nesterov momentum of the outer step, 0 to below 1.</summary>
    public required double OuterMomentum { get; init; }
}
