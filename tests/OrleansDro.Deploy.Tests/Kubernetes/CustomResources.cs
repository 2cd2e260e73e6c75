using k8s;
using k8s.Models;

namespace OrleansDro.Deploy.Tests.Kubernetes;

// The fields of the operators' resources that our manifests use, so that these are parsed as strictly as Kubernetes' own. After the operators' references:
// prometheus-operator api.md (v1), KEDA ScaledObject spec (v1alpha1), cert-manager API reference (v1).

/// <summary>A resource with a specification.</summary>
public abstract class CustomResource<TSpec> : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public TSpec Spec { get; set; } = default!;
}

public sealed class PodMonitor : CustomResource<PodMonitorSpec>;

public sealed class PodMonitorSpec
{
    public V1LabelSelector Selector { get; set; } = new();

    public IList<PodMetricsEndpoint> PodMetricsEndpoints { get; set; } = [];
}

public sealed class PodMetricsEndpoint
{
    public string Port { get; set; } = "";

    public string Path { get; set; } = "";

    public string Interval { get; set; } = "";

    public IList<Relabeling> Relabelings { get; set; } = [];
}

public sealed class Relabeling
{
    public string TargetLabel { get; set; } = "";

    public string Replacement { get; set; } = "";
}

public sealed class PrometheusRule : CustomResource<PrometheusRuleSpec>;

public sealed class PrometheusRuleSpec
{
    public IList<RuleGroup> Groups { get; set; } = [];
}

public sealed class RuleGroup
{
    public string Name { get; set; } = "";

    public IList<Rule> Rules { get; set; } = [];
}

public sealed record Rule
{
    public string? Record { get; set; }

    public string? Alert { get; set; }

    public string Expr { get; set; } = "";

    public string? For { get; set; }

    public SortedDictionary<string, string> Labels { get; set; } = [];

    public SortedDictionary<string, string> Annotations { get; set; } = [];
}

public sealed class ScaledObject : CustomResource<ScaledObjectSpec>;

public sealed class ScaledObjectSpec
{
    public V1CrossVersionObjectReference ScaleTargetRef { get; set; } = new();

    public int? MinReplicaCount { get; set; }

    public int? MaxReplicaCount { get; set; }

    public int? PollingInterval { get; set; }

    public int? CooldownPeriod { get; set; }

    public ScaledObjectFallback? Fallback { get; set; }

    public IList<ScaleTrigger> Triggers { get; set; } = [];

    public ScaledObjectAdvanced? Advanced { get; set; }
}

public sealed class ScaledObjectFallback
{
    public int FailureThreshold { get; set; }

    public int Replicas { get; set; }

    public string? Behavior { get; set; }
}

public sealed class ScaleTrigger
{
    public string Type { get; set; } = "";

    public string? MetricType { get; set; }

    public Dictionary<string, string> Metadata { get; set; } = [];
}

public sealed class ScaledObjectAdvanced
{
    public ScaledObjectAutoscaler? HorizontalPodAutoscalerConfig { get; set; }
}

public sealed class ScaledObjectAutoscaler
{
    public V2HorizontalPodAutoscalerBehavior? Behavior { get; set; }
}

public sealed class Issuer : CustomResource<IssuerSpec>;

public sealed class IssuerSpec
{
    public Dictionary<string, string>? SelfSigned { get; set; }

    public AuthorityIssuer? Ca { get; set; }
}

public sealed class AuthorityIssuer
{
    public string SecretName { get; set; } = "";
}

public sealed class Certificate : CustomResource<CertificateSpec>;

public sealed class CertificateSpec
{
    public string SecretName { get; set; } = "";

    public bool? IsCA { get; set; }

    public string? CommonName { get; set; }

    public IList<string> DnsNames { get; set; } = [];

    public string? Duration { get; set; }

    public string? RenewBefore { get; set; }

    public IList<string> Usages { get; set; } = [];

    public CertificatePrivateKey? PrivateKey { get; set; }

    public IssuerReference IssuerRef { get; set; } = new();
}

public sealed class CertificatePrivateKey
{
    public string Algorithm { get; set; } = "";

    public int Size { get; set; }

    public string? RotationPolicy { get; set; }
}

public sealed class IssuerReference
{
    public string Name { get; set; } = "";

    public string Kind { get; set; } = "";
}
