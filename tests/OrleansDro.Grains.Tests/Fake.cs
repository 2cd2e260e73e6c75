using System.Reflection;

namespace OrleansDro.Grains.Tests;

/// <summary>Implements an interface by one function, so that a fake only answers the calls that a test expects; it throws for any other.</summary>
#pragma warning disable CA1852 // The runtime derives a class from it.
internal class Fake : DispatchProxy
#pragma warning restore CA1852
{
    private Func<MethodInfo, object?[], object?>? _answer;

    /// <summary>Creates a fake.</summary>
    /// <param name="answer">Answers a call; the method tells its name and type arguments.</param>
    public static T Of<T>(Func<MethodInfo, object?[], object?> answer)
        where T : class
    {
        var fake = Create<T, Fake>();
        ((Fake)(object)fake)._answer = answer;
        return fake;
    }

    /// <summary>Fails a call that the test does not expect.</summary>
    public static object Unexpected(MethodInfo method) => throw new NotSupportedException($"The fake does not implement {method.DeclaringType?.Name}.{method.Name}.");

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _answer is { } answer && targetMethod is not null ? answer(targetMethod, args ?? []) : throw new InvalidOperationException("The fake has no answer.");
}
