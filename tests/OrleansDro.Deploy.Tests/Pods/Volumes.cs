using OrleansDro.Deploy.Tests.Kubernetes;
using k8s.Models;

namespace OrleansDro.Deploy.Tests.Pods;

/// <summary>The folders that stand for the volumes of the pods: claims are shared, as their names are, and what is empty at first is a pod's own.</summary>
/// <param name="manifests">Where configuration comes from.</param>
/// <param name="secrets">The keys of the Secrets, by the Secrets' names.</param>
/// <param name="folder">Where the folders are made.</param>
internal sealed class Volumes(Manifests manifests, IReadOnlyDictionary<string, Dictionary<string, string>> secrets, string folder)
{
    private int _count;

    /// <summary>The folder of a claim.</summary>
    public string Claim(string name) => Directory.CreateDirectory(Path.Combine(folder, "claims", name)).FullName;

    /// <summary>What a pod has where.</summary>
    public Dictionary<string, Sandbox.Mount> MountsOf(PodTemplate pod)
    {
        var volumes = (pod.Template.Spec.Volumes ?? []).ToDictionary(volume => volume.Name);
        return pod.Container.VolumeMounts.ToDictionary(
            mount => mount.MountPath,
            mount => new Sandbox.Mount(volumes.TryGetValue(mount.Name, out var volume) ? FolderOf(volume) : Claim($"{mount.Name}-{pod.Owner}"), mount.ReadOnlyProperty == true));
    }

    private string FolderOf(V1Volume volume)
    {
        if (volume.PersistentVolumeClaim is { } claim)
        {
            return Claim(claim.ClaimName);
        }

        var own = Directory.CreateDirectory(Path.Combine(folder, $"own-{_count++}")).FullName;
        foreach (var (name, text) in ContentOf(volume))
        {
            File.WriteAllText(Path.Combine(own, name), text);
        }

        return own;
    }

    private IEnumerable<KeyValuePair<string, string>> ContentOf(V1Volume volume) => volume switch
    {
        { ConfigMap: { } map } => manifests.Single<V1ConfigMap>(map.Name).Data,
        { Secret: { } secret } => secrets[secret.SecretName],
        _ => [],
    };
}
