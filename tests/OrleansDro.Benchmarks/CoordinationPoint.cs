using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Benchmarks;

/// <summary>What the agreement of some trainers was measured to cost.</summary>
/// <param name="Cores">Cores of the machine.</param>
/// <param name="Trainers">Trainers.</param>
/// <param name="Parameters">Numbers of a gradient.</param>
/// <param name="Format">How they are written.</param>
/// <param name="ComputeMilliseconds">What each trainer waits in a step instead of computing.</param>
/// <param name="StepMillisecondsP50">Median of the steps' times.</param>
/// <param name="ReadMillisecondsP50">Median of the times that it takes to read all trainers' gradients once from memory, and nothing else.</param>
internal sealed record CoordinationPoint(int Cores, int Trainers, int Parameters, GradientFormat Format, double ComputeMilliseconds, double StepMillisecondsP50, double ReadMillisecondsP50)
{
    /// <summary>What a step takes beyond the wait.</summary>
    public double CoordinationMillisecondsP50 => StepMillisecondsP50 - ComputeMilliseconds;

    /// <summary>The part of a step that is the wait.</summary>
    public double ShareOfIdeal => ComputeMilliseconds / StepMillisecondsP50;
}
