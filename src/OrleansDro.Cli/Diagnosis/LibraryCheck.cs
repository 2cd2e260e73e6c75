using OrleansDro.Learning.Torch;

namespace OrleansDro.Cli.Diagnosis;

/// <summary>The numeric library: whether it can be loaded, its parts, and the kernels that it uses on this processor.</summary>
internal static class LibraryCheck
{
    /// <summary>The check's name.</summary>
    public const string Name = "library";

    /// <summary>Loads the library.</summary>
    public static IEnumerable<Finding> Run()
    {
        if (TorchLibrary.Problem is { } problem)
        {
            yield return Finding.Failure("loaded", problem, TorchLibrary.Remedy);
            yield break;
        }

        var identity = ComputeIdentity.Of("cpu");
        yield return Finding.Ok("loaded", identity.Libraries);
        yield return Finding.Ok("kernels", identity.Kernels);
    }
}
