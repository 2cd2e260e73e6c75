using k8s.Models;

namespace OrleansDro.Deploy.Tests.Kubernetes;

/// <summary>The template of a workload's pods.</summary>
/// <param name="Owner">The workload's name.</param>
/// <param name="Template">The template.</param>
/// <param name="Selector">By which the workload finds its pods.</param>
internal sealed record PodTemplate(string Owner, V1PodTemplateSpec Template, V1LabelSelector Selector)
{
    /// <summary>The pod's only container.</summary>
    public V1Container Container => Template.Spec.Containers.Single();

    /// <summary>The value of an option of the container's command, such as <c>--http-port</c>; null where it is not given.</summary>
    public string? Option(string name) =>
        Container.Args.SingleOrDefault(argument => argument.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..];

    /// <summary>The number of a port of the container.</summary>
    public int? Port(string name) => Container.Ports.SingleOrDefault(port => port.Name == name)?.ContainerPort;

    /// <summary>Whether a selector finds the pods.</summary>
    public bool IsSelectedBy(V1LabelSelector selector) =>
        (selector.MatchLabels ?? new Dictionary<string, string>()).All(label => Template.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value)
        && (selector.MatchExpressions ?? []).All(Fulfils);

    private bool Fulfils(V1LabelSelectorRequirement requirement) => requirement.OperatorProperty switch
    {
        "In" => Template.Metadata.Labels.TryGetValue(requirement.Key, out var value) && requirement.Values.Contains(value),
        _ => throw new NotSupportedException($"The operator {requirement.OperatorProperty} is used nowhere yet."),
    };
}
