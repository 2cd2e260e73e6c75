namespace OrleansDro.Learning.Configuration;

/// <summary>For components without options.</summary>
public sealed record NoOptions;
