using System.Diagnostics;
using OrleansDro.Deploy.Tests.Images;
using OrleansDro.Deploy.Tests.Kubernetes;
using k8s.Models;

namespace OrleansDro.Deploy.Tests.Pods;

/// <summary>
/// Stands for Kubernetes on this machine: starts the pods of manifests as processes with exactly the arguments, variables, files, user and network that these give them.
/// </summary>
internal sealed class PodCluster : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PodNetwork _network = new();
    private readonly List<Pod> _pods = [];
    private readonly Dictionary<string, string> _hosts = new() { ["localhost"] = "127.0.0.1" };
    private readonly Manifests _manifests;
    private readonly Volumes _volumes;
    private readonly string _image;
    private readonly IReadOnlyDictionary<string, string> _imageVariables;
    private readonly IReadOnlyDictionary<string, Dictionary<string, string>> _secrets;

    /// <param name="manifests">The manifests.</param>
    /// <param name="image">The root file system of the silos' image.</param>
    /// <param name="final">The stage of its Dockerfile that sets its variables.</param>
    /// <param name="secrets">The keys of the Secrets, by the Secrets' names.</param>
    public PodCluster(Manifests manifests, string image, Stage final, IReadOnlyDictionary<string, Dictionary<string, string>> secrets)
    {
        (_manifests, _image, _secrets) = (manifests, image, secrets);
        _volumes = new Volumes(manifests, secrets, _folder.Path);
        _imageVariables = new Dictionary<string, string>(final.Environment) { ["PATH"] = Environment.GetEnvironmentVariable("PATH")! };
    }

    /// <summary>The folder of a claim.</summary>
    public string Claim(string name) => _volumes.Claim(name);

    /// <summary>Starts a pod.</summary>
    /// <param name="pod">Its template.</param>
    /// <param name="arguments">Other arguments than the template's; null: the template's.</param>
    public Pod Start(PodTemplate pod, IEnumerable<string>? arguments = null)
    {
        var (space, address) = _network.Add();
        var name = $"{pod.Owner}-{_pods.Count}";
        var variables = VariablesOf(pod, name, address);
        var mounts = _volumes.MountsOf(pod);
        mounts["/etc/hosts"] = new Sandbox.Mount(WriteHosts(name, address), IsReadOnly: true);
        var user = pod.Template.Spec.SecurityContext.RunAsUser!.Value;
        foreach (var mount in mounts.Values.Where(mount => Directory.Exists(mount.Source)))
        {
            // As fsGroup has it.
            using var owner = Process.Start("chown", ["-R", FormattableString.Invariant($"{user}:{user}"), mount.Source]);
            owner.WaitForExit();
        }

        // The image of a silo is ours; that of another container is this machine, which has its program.
        var isSilo = pod.Container.Name == "silo";
        var root = isSilo ? _image : Directory.CreateDirectory(_folder.File($"root-{_pods.Count}")).FullName;
        var sandbox = new Sandbox(root)
        {
            Environment = variables,
            Mounts = mounts,
            User = user,
            IsReadOnly = pod.Container.SecurityContext.ReadOnlyRootFilesystem == true,
            Network = space,
            HostName = name,
            WorkingFolder = isSilo ? "/app" : "/",
        };
        IEnumerable<string> command = isSilo ? ["dotnet", "/app/orleansdro.dll", .. arguments ?? pod.Container.Args] : pod.Container.Command;
        var started = new Pod(pod, name, address, sandbox.Start([.. command.Select(argument => Expand(argument, variables))]));
        _pods.Add(started);
        return started;
    }

    /// <summary>Lets pods find another by the name of its Service, from the next one that is started on.</summary>
    public void Name(string service, Pod pod) => _hosts[service] = pod.Address;

    public async ValueTask DisposeAsync()
    {
        foreach (var pod in _pods)
        {
            await pod.DisposeAsync();
        }

        _network.Dispose();
        _folder.Dispose();
    }

    private Dictionary<string, string> VariablesOf(PodTemplate pod, string name, string address)
    {
        var variables = new Dictionary<string, string>(_imageVariables);
        foreach (var (key, value) in (pod.Container.EnvFrom ?? []).SelectMany(source => _manifests.Single<V1ConfigMap>(source.ConfigMapRef.Name).Data))
        {
            variables[key] = value;
        }

        foreach (var variable in pod.Container.Env)
        {
            variables[variable.Name] = variable.Value ?? (variable.ValueFrom.SecretKeyRef is { } secret ? _secrets[secret.Name][secret.Key] : variable.ValueFrom.FieldRef.FieldPath switch
            {
                "metadata.name" => name,
                "status.podIP" => address,
                var other => throw new NotSupportedException(other),
            });
        }

        return variables;
    }

    private string WriteHosts(string pod, string address) =>
        _folder.Write($"hosts-{pod}", string.Concat(_hosts.Select(host => $"{host.Value} {host.Key}\n")) + $"{address} {pod}\n");

    private static string Expand(string argument, Dictionary<string, string> variables) =>
        variables.Aggregate(argument, (text, variable) => text.Replace($"$({variable.Key})", variable.Value, StringComparison.Ordinal));
}
