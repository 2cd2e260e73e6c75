using System.Runtime.InteropServices;
using OrleansDro.Grains.Training.Lifecycle;
using OrleansDro.Learning.SelfTesting;
using OrleansDro.Learning.Torch;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Tests.Training;

public sealed class TrainerFailureTests
{
    public static TheoryData<Exception, bool, bool, bool> Causes => new()
    {
        { new InvalidInputException("input"), true, false, false },
        { new SelfTestFailedException("wrong"), false, true, false },
        { new TorchLibraryException("missing"), false, false, false },
        { new TorchException("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes."), false, false, true },
        { new InvalidOperationException("else"), false, false, true },
    };

    [Theory]
    [MemberData(nameof(Causes))]
    public void From_Cause_SaysWhoseItIsAndKeepsTheTraceOfTheUnknown(Exception cause, bool isInput, bool isWrong, bool hasDetails)
    {
        var failure = TrainerFailure.From(cause);
        Assert.Contains(cause.Message, failure.Message, StringComparison.Ordinal);
        Assert.Equal((isInput, isWrong, hasDetails), (failure.IsInputError, failure.IsWrongArithmetic, failure.Details is not null));
    }

    /// <summary>What TorchSharp throws for errors of Torch is of the type that this one derives from.</summary>
    private sealed class TorchException(string message) : ExternalException(message);
}
