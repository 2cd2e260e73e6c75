using System.Globalization;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Cli.Diagnosis;

/// <summary>The devices on which this process can compute.</summary>
internal static class DevicesCheck
{
    /// <summary>The check's name.</summary>
    public const string Name = "devices";

    /// <summary>Checks this machine.</summary>
    public static IEnumerable<Finding> Run() => Judge(CudaSupport.Read());

    /// <summary>Judges.</summary>
    /// <param name="cuda">The GPUs.</param>
    public static IEnumerable<Finding> Judge(CudaSupport cuda)
    {
        yield return Finding.Ok("cpu", "is available");
        if (!cuda.IsInBuild)
        {
            // Not a fault of the machine, but relevant to users with a GPU.
            yield return cuda.Gpus.Count > 0
                ? Finding.Warning("cuda", $"{cuda.Gpus[0].Name} cannot be used.", cuda.Problem(0)!)
                : new Finding("cuda", FindingStatus.Ok, "is not part of this build; for NVIDIA GPUs: dotnet build -c Release -p:TorchBackend=cuda");
            yield break;
        }

        if (cuda.Problem(0) is { } problem)
        {
            yield return Finding.Warning("cuda", "no GPU can be used although this build is for CUDA.", problem);
            yield break;
        }

        for (var i = 0; i < cuda.Gpus.Count; i++)
        {
            var gpu = cuda.Gpus[i];
            yield return Finding.Ok(
                string.Create(CultureInfo.InvariantCulture, $"cuda:{i}"), $"{gpu.Name}, {Bytes.Format(gpu.Memory)}, compute capability {gpu.Capability}, driver for CUDA {gpu.Driver}");
        }
    }
}
