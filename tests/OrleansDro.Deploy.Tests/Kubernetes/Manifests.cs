using System.Diagnostics;
using k8s;
using k8s.Models;

namespace OrleansDro.Deploy.Tests.Kubernetes;

/// <summary>What <c>kubectl apply -k</c> of a folder would send, parsed strictly: a field that Kubernetes does not know is an error.</summary>
internal sealed class Manifests
{
    private static readonly Dictionary<string, Type> CustomTypes = new()
    {
        ["monitoring.coreos.com/v1/PodMonitor"] = typeof(PodMonitor),
        ["monitoring.coreos.com/v1/PrometheusRule"] = typeof(PrometheusRule),
        ["keda.sh/v1alpha1/ScaledObject"] = typeof(ScaledObject),
        ["cert-manager.io/v1/Issuer"] = typeof(Issuer),
        ["cert-manager.io/v1/Certificate"] = typeof(Certificate),
    };

    private readonly IReadOnlyList<IKubernetesObject<V1ObjectMeta>> _objects;

    private Manifests(IReadOnlyList<IKubernetesObject<V1ObjectMeta>> objects) => _objects = objects;

    /// <summary>Where the manifests lie.</summary>
    public static string Root { get; } = Path.Combine(Repository.Root, "deploy");

    /// <summary>All objects.</summary>
    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Objects => _objects;

    /// <summary>The pods that it leads to, each with the name of what makes them.</summary>
    public IReadOnlyList<PodTemplate> Pods =>
    [
        .. OfType<V1Deployment>().Select(deployment => new PodTemplate(deployment.Metadata.Name, deployment.Spec.Template, deployment.Spec.Selector)),
        .. OfType<V1StatefulSet>().Select(set => new PodTemplate(set.Metadata.Name, set.Spec.Template, set.Spec.Selector)),
    ];

    /// <summary>The pods of silos.</summary>
    public IReadOnlyList<PodTemplate> Silos => [.. Pods.Where(pod => pod.Container.Name == "silo")];

    /// <summary>The folders under <c>deploy/overlays</c>, and all optional components together.</summary>
    public static TheoryData<string> Variants { get; } = [.. Directory.GetDirectories(Path.Combine(Root, "overlays")).Select(folder => Path.GetFileName(folder)).Order(), Everything];

    private const string Everything = "base with all components";

    /// <summary>Puts an overlay together.</summary>
    public static Task<Manifests> BuildAsync(string variant, CancellationToken cancellationToken) => variant == Everything
        ? BuildAsync("base", Directory.GetDirectories(Path.Combine(Root, "components")).Select(folder => Path.GetFileName(folder)), cancellationToken)
        : BuildFolderAsync(Path.Combine(Root, "overlays", variant), cancellationToken);

    /// <summary>Puts a folder and components together, as a user's own overlay does.</summary>
    /// <param name="folder">The folder under <c>deploy</c>.</param>
    /// <param name="components">The names of the components.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Manifests> BuildAsync(string folder, IEnumerable<string> components, CancellationToken cancellationToken)
    {
        using var overlay = new TemporaryFolder();
        var toRoot = Path.GetRelativePath(overlay.Path, Root);
        overlay.Write(
            "kustomization.yaml",
            $"namespace: orleansdro\nresources:\n- {toRoot}/{folder}\ncomponents:\n{string.Concat(components.Select(component => $"- {toRoot}/components/{component}\n"))}");
        return await BuildFolderAsync(overlay.Path, cancellationToken);
    }

    /// <summary>Reads manifests.</summary>
    public static Manifests Parse(string yaml) =>
        new([.. KubernetesYaml.LoadAllFromString(yaml, CustomTypes, strict: true).Cast<IKubernetesObject<V1ObjectMeta>>()]);

    /// <summary>The objects of a type.</summary>
    public IEnumerable<T> OfType<T>() => _objects.OfType<T>();

    /// <summary>The object of a type and name.</summary>
    public T Single<T>(string name)
        where T : IKubernetesObject<V1ObjectMeta> => OfType<T>().Single(item => item.Metadata.Name == name);

    /// <summary>Whether there is an object of a type and name.</summary>
    public bool Has<T>(string name)
        where T : IKubernetesObject<V1ObjectMeta> => OfType<T>().Any(item => item.Metadata.Name == name);

    private static async Task<Manifests> BuildFolderAsync(string folder, CancellationToken cancellationToken)
    {
        using var kubectl = Process.Start(new ProcessStartInfo("kubectl", ["kustomize", folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (kubectl.StandardOutput.ReadToEndAsync(cancellationToken), kubectl.StandardError.ReadToEndAsync(cancellationToken));
        await kubectl.WaitForExitAsync(cancellationToken);
        Assert.True(kubectl.ExitCode == 0, await error);
        return Parse(await output);
    }
}
