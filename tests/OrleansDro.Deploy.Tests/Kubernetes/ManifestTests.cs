using OrleansDro.Hosting.Cluster;
using YamlDotNet.Core;
using k8s.Models;

namespace OrleansDro.Deploy.Tests.Kubernetes;

/// <summary>What the manifests say, against each other and against the command.</summary>
public sealed class ManifestTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("replicas: 2", "replica: 2")]
    [InlineData("containerPort: 8080", "containerport: 8080")]
    [InlineData("args: [silo]", "arguments: [silo]")]
    public void Parse_MisspeltField_IsAnError(string right, string wrong)
    {
        const string Yaml = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: trainer
            spec:
              replicas: 2
              template:
                spec:
                  containers:
                    - name: silo
                      args: [silo]
                      ports:
                        - containerPort: 8080
            """;
        Assert.Single(Manifests.Parse(Yaml).OfType<V1Deployment>());
        Assert.ThrowsAny<YamlException>(() => Manifests.Parse(Yaml.Replace(right, wrong, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Manifests.Variants), MemberType = typeof(Manifests))]
    public async Task Selectors_AnyVariant_FindPods(string variant)
    {
        var manifests = await Build(variant);
        Assert.Equal(3, manifests.Pods.Count);
        Assert.All(manifests.Pods, pod => Assert.True(pod.IsSelectedBy(pod.Selector), pod.Owner));
        Assert.All(manifests.Pods, pod => Assert.Single(manifests.Pods, other => other.IsSelectedBy(pod.Selector)));
        var selectors = manifests.OfType<V1Service>().Select(service => (service.Metadata.Name, new V1LabelSelector { MatchLabels = service.Spec.Selector }))
            .Concat(manifests.OfType<V1PodDisruptionBudget>().Select(budget => (budget.Metadata.Name, budget.Spec.Selector)))
            .Concat(manifests.OfType<V1NetworkPolicy>().Select(policy => (policy.Metadata.Name, policy.Spec.PodSelector)))
            .Concat(manifests.OfType<PodMonitor>().Select(monitor => (monitor.Metadata.Name, monitor.Spec.Selector)));
        Assert.All(selectors, selector => Assert.True(manifests.Pods.Any(pod => pod.IsSelectedBy(selector.Item2)), $"{selector.Name} selects nothing."));
        Assert.All(manifests.Pods, pod => Assert.True(manifests.OfType<V1PodDisruptionBudget>().Any(budget => pod.IsSelectedBy(budget.Spec.Selector)) || pod.Owner == "orleansdro-redis", pod.Owner));
        Assert.All(manifests.OfType<ScaledObject>(), scaled => Assert.True(manifests.Has<V1Deployment>(scaled.Spec.ScaleTargetRef.Name)));
        Assert.All(manifests.OfType<ScaledObject>(), scaled => Assert.Null(manifests.Single<V1Deployment>(scaled.Spec.ScaleTargetRef.Name).Spec.Replicas));
    }

    [Theory]
    [MemberData(nameof(Manifests.Variants), MemberType = typeof(Manifests))]
    public async Task Ports_AnyVariant_AreThoseThatTheSiloOpens(string variant)
    {
        var manifests = await Build(variant);
        foreach (var silo in manifests.Silos)
        {
            Assert.Equal(silo.Option("--silo-port"), silo.Port("silo")?.ToString());
            Assert.Equal(silo.Option("--gateway-port"), silo.Port("gateway")?.ToString());
            Assert.Equal(silo.Option("--http-port"), silo.Port("http")?.ToString());
        }

        var control = manifests.Silos.Single(silo => silo.Option("--role") == "control");
        Assert.Equal(3, control.Container.Ports.Count);
        foreach (var service in manifests.OfType<V1Service>())
        {
            var pod = Assert.Single(manifests.Pods, pod => pod.IsSelectedBy(new V1LabelSelector { MatchLabels = service.Spec.Selector }));
            Assert.All(service.Spec.Ports, port => Assert.NotNull(pod.Port(port.TargetPort.Value)));
        }

        foreach (var policy in manifests.OfType<V1NetworkPolicy>())
        {
            var pods = manifests.Pods.Where(pod => pod.IsSelectedBy(policy.Spec.PodSelector)).ToArray();
            Assert.All((policy.Spec.Ingress ?? []).SelectMany(rule => rule.Ports), port => Assert.Contains(pods, pod => pod.Port(port.Port.Value) is not null));
        }

        Assert.All(manifests.OfType<PodMonitor>(), monitor => Assert.All(
            manifests.Pods.Where(pod => pod.IsSelectedBy(monitor.Spec.Selector)),
            pod => Assert.All(monitor.Spec.PodMetricsEndpoints, endpoint => Assert.NotNull(pod.Port(endpoint.Port)))));
        var redis = manifests.Single<V1ConfigMap>(SettingsOf(manifests)).Data["ORLEANSDRO_REDIS"].Split(':');
        Assert.Equal(redis[1], manifests.Single<V1Service>(redis[0]).Spec.Ports.Single().Port.ToString());
    }

    [Theory]
    [MemberData(nameof(Manifests.Variants), MemberType = typeof(Manifests))]
    public async Task References_AnyVariant_Exist(string variant)
    {
        var manifests = await Build(variant);
        var certificates = manifests.OfType<Certificate>().Select(certificate => certificate.Spec.SecretName).ToHashSet();
        foreach (var pod in manifests.Pods)
        {
            var spec = pod.Template.Spec;
            Assert.True(manifests.Has<V1ServiceAccount>(spec.ServiceAccountName), spec.ServiceAccountName);
            foreach (var volume in spec.Volumes)
            {
                Assert.True(volume.ConfigMap is null || manifests.Has<V1ConfigMap>(volume.ConfigMap.Name), $"{pod.Owner}: {volume.Name}");
                Assert.True(volume.PersistentVolumeClaim is null || manifests.Has<V1PersistentVolumeClaim>(volume.PersistentVolumeClaim.ClaimName), $"{pod.Owner}: {volume.Name}");
                Assert.True(volume.Secret is null || certificates.Contains(volume.Secret.SecretName), $"{pod.Owner}: {volume.Name}");
            }

            var volumes = spec.Volumes.Select(volume => volume.Name).Concat(manifests.OfType<V1StatefulSet>().Where(set => set.Metadata.Name == pod.Owner)
                .SelectMany(set => set.Spec.VolumeClaimTemplates).Select(claim => claim.Metadata.Name));
            Assert.Equal(volumes.Order(), pod.Container.VolumeMounts.Select(mount => mount.Name).Order());
            Assert.All(pod.Container.EnvFrom ?? [], source => Assert.True(manifests.Has<V1ConfigMap>(source.ConfigMapRef.Name), source.ConfigMapRef.Name));
            foreach (var key in pod.Container.Env.Select(variable => variable.ValueFrom?.SecretKeyRef).OfType<V1SecretKeySelector>())
            {
                // Secrets lie in no file: the guide has the command that makes them.
                Assert.Contains($"secret generic {key.Name} ", Guide.Text, StringComparison.Ordinal);
                Assert.Contains($"--from-literal={key.Key}=", Guide.Text, StringComparison.Ordinal);
            }
        }

        foreach (var backend in manifests.OfType<V1Ingress>().SelectMany(ingress => ingress.Spec.Rules).SelectMany(rule => rule.Http.Paths).Select(path => path.Backend.Service))
        {
            Assert.Contains(manifests.Single<V1Service>(backend.Name).Spec.Ports, port => port.Name == backend.Port.Name);
        }

        var hosts = manifests.OfType<V1Ingress>().SelectMany(ingress => ingress.Spec.Rules).Select(rule => $"--http-host={rule.Host}");
        Assert.All(hosts, host => Assert.Contains(manifests.Silos, silo => silo.Container.Args.Contains(host)));
        Assert.All(manifests.OfType<Certificate>(), certificate => Assert.True(manifests.Has<Issuer>(certificate.Spec.IssuerRef.Name)));
        Assert.All(manifests.OfType<Issuer>().Where(issuer => issuer.Spec.Ca is not null), issuer => Assert.Contains(issuer.Spec.Ca!.SecretName, certificates));
        Assert.All(manifests.Objects, item => Assert.True(item.Kind == "Namespace" || item.Metadata.NamespaceProperty == "orleansdro", $"{item.Kind} {item.Metadata.Name}"));
        Assert.DoesNotContain(manifests.Objects, item => item is V1Secret);
    }

    [Theory]
    [MemberData(nameof(Manifests.Variants), MemberType = typeof(Manifests))]
    public async Task Silos_AnyVariant_TakeTheirArgumentsAndVariables(string variant)
    {
        var manifests = await Build(variant);
        Assert.All(manifests.Silos, silo => SiloArguments.AssertTaken(silo.Container.Args));
        var settings = manifests.Single<V1ConfigMap>(SettingsOf(manifests)).Data;
        var names = settings.Keys.Concat(manifests.Silos.SelectMany(silo => silo.Container.Env).Select(variable => variable.Name)).Except(["POD_NAME", "POD_IP"]);
        Assert.All(names, name => Assert.Contains(name, SiloArguments.Variables));

        // What an argument takes from the environment is there before it.
        Assert.All(manifests.Silos, silo => Assert.All(
            silo.Container.Args.Where(argument => argument.Contains("$(", StringComparison.Ordinal)),
            argument => Assert.Contains(silo.Container.Env, variable => argument.Contains($"$({variable.Name})", StringComparison.Ordinal))));
        var paths = settings.Values.Where(value => value.StartsWith('/')).ToArray();
        Assert.All(paths, path => Assert.All(manifests.Silos, silo => Assert.Contains(silo.Container.VolumeMounts, mount => path.StartsWith(mount.MountPath + "/", StringComparison.Ordinal))));
        Assert.All(manifests.Silos, silo => Assert.Contains(silo.Container.VolumeMounts, mount => mount.MountPath == silo.Option("--data-root") && mount.ReadOnlyProperty == true));
        Assert.All(manifests.Silos, silo => Assert.Contains(silo.Container.VolumeMounts, mount => mount.MountPath == silo.Option("--checkpoint-root") && mount.ReadOnlyProperty != true));
        Assert.All(manifests.Silos, silo => Assert.EndsWith(":" + typeof(ClusterSilo).Assembly.GetName().Version!.ToString(3), silo.Container.Image, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Manifests.Variants), MemberType = typeof(Manifests))]
    public async Task Pods_AnyVariant_HaveNoRightThatTheyDoNotNeed(string variant)
    {
        var manifests = await Build(variant);
        Assert.All(manifests.OfType<V1ServiceAccount>(), account => Assert.False(account.AutomountServiceAccountToken));
        Assert.All(manifests.Pods, pod =>
        {
            Assert.False(pod.Template.Spec.AutomountServiceAccountToken);
            Assert.True(pod.Template.Spec.SecurityContext.RunAsNonRoot);
            Assert.NotEqual(0, pod.Template.Spec.SecurityContext.RunAsUser);
            Assert.Equal("RuntimeDefault", pod.Template.Spec.SecurityContext.SeccompProfile.Type);
            Assert.False(pod.Container.SecurityContext.AllowPrivilegeEscalation);
            Assert.True(pod.Container.SecurityContext.ReadOnlyRootFilesystem);
            Assert.Equal(["ALL"], pod.Container.SecurityContext.Capabilities.Drop);
        });
        Assert.All(manifests.Silos, silo =>
        {
            Assert.True(silo.Container.Resources.Requests.ContainsKey("cpu"));
            Assert.False(silo.Container.Resources.Limits.ContainsKey("cpu"), "A silo that is throttled misses its probes.");
            Assert.True(silo.Container.Resources.Limits.ContainsKey("memory"));
            Assert.Equal("/health/live", silo.Container.LivenessProbe.HttpGet.Path);
            Assert.Equal("/health/ready", silo.Container.ReadinessProbe.HttpGet.Path);
            Assert.Equal("/health/ready", silo.Container.StartupProbe.HttpGet.Path);
        });

        // Everything but what is let in is refused, and metrics and API are for Prometheus (and the ingress, where there is one) alone.
        var policies = manifests.OfType<V1NetworkPolicy>().ToArray();
        Assert.Contains(policies, policy => policy.Spec.PodSelector.MatchLabels is null && policy.Spec.PodSelector.MatchExpressions is null && policy.Spec.Ingress is null);
        var readers = policies.SelectMany(policy => policy.Spec.Ingress ?? []).Where(rule => rule.Ports.Any(port => port.Port.Value == "http")).SelectMany(rule => rule.FromProperty);
        Assert.Equal(
            manifests.OfType<V1Ingress>().Any() ? ["ingress-nginx", "monitoring"] : ["monitoring"],
            readers.Select(peer => peer.NamespaceSelector.MatchLabels["kubernetes.io/metadata.name"]).Order());
    }

    [Fact]
    public async Task GracePeriod_Laptop_IsLongerThanASiloTakesToStop()
    {
        var manifests = await Build("laptop");
        Assert.All(manifests.Silos, silo => Assert.InRange(silo.Template.Spec.TerminationGracePeriodSeconds!.Value, ClusterSilo.StopTimeout.TotalSeconds + 5, 60));
    }

    [Fact]
    public async Task DataLoader_Volume_IsTheSilos()
    {
        var manifests = await Build("laptop");
        var loader = Assert.Single(Manifests.Parse(await File.ReadAllTextAsync(Path.Combine(Manifests.Root, "tools", "data-loader.yaml"), Token)).OfType<V1Pod>());
        Assert.True(manifests.Has<V1PersistentVolumeClaim>(loader.Spec.Volumes.Single().PersistentVolumeClaim.ClaimName));
        Assert.All(manifests.Silos, silo => Assert.Equal(silo.Template.Spec.SecurityContext.RunAsUser, loader.Spec.SecurityContext.RunAsUser));
    }

    private static Task<Manifests> Build(string variant)
    {
        Requirements.SkipWithoutKubectl();
        return Manifests.BuildAsync(variant, Token);
    }

    private static string SettingsOf(Manifests manifests) => manifests.Silos[0].Container.EnvFrom.Single().ConfigMapRef.Name;
}
