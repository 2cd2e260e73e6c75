using OrleansDro.Abstractions.Runs;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting;

/// <summary>A run failed for a reason other than the user's input.</summary>
/// <param name="message">What happened and what to do.</param>
public sealed class RunFailedException(string message) : Exception(message)
{
    /// <summary>Throws if a run has failed.</summary>
    /// <exception cref="InvalidInputException">It failed because of the user's input.</exception>
    /// <exception cref="RunFailedException">It failed for another reason.</exception>
    public static void ThrowIfFailed(RunStatus status)
    {
        if (status.Failure is { } failure)
        {
            throw failure.IsInputError ? new InvalidInputException(failure.Message) : new RunFailedException(failure.Message);
        }
    }
}
