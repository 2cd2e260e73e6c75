using System.Runtime.InteropServices;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Learning.SelfTesting;
using OrleansDro.Learning.Torch;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Training.Lifecycle;

/// <summary>Describes to a run why a trainer cannot work.</summary>
internal static class TrainerFailure
{
    /// <summary>Parts of the messages of Torch's allocators if they get no memory; sources: <c>c10/core/impl/alloc_cpu.cpp</c> and <c>c10/cuda/CUDACachingAllocator.cpp</c>.</summary>
    private static readonly string[] MemoryMessages = ["can't allocate memory", "out of memory"];

    /// <summary>Describes the failure.</summary>
    /// <param name="exception">What went wrong.</param>
    public static RunFailure From(Exception exception) => exception switch
    {
        InvalidInputException => new RunFailure(exception.Message, IsInputError: true, Details: null),
        SelfTestFailedException => new RunFailure(exception.Message, IsInputError: false, Details: null, IsWrongArithmetic: true),
        TorchLibraryException => new RunFailure($"{exception.Message} 'orleansdro doctor' shows more.", IsInputError: false, Details: null),
        _ when IsMemory(exception) => new RunFailure(
            "The device has not enough memory for the network: use a smaller batch (batchSize), more micro-batches (microBatches) or a smaller patch. "
                + $"'orleansdro doctor' shows how much memory there is. {exception.Message}",
            IsInputError: false,
            exception.ToString()),
        _ => new RunFailure(exception.Message, IsInputError: false, exception.ToString()),
    };

    private static bool IsMemory(Exception exception) =>
        exception is OutOfMemoryException || (exception is ExternalException && MemoryMessages.Any(text => exception.Message.Contains(text, StringComparison.OrdinalIgnoreCase)));
}
