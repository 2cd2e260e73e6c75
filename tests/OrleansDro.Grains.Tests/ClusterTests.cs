namespace OrleansDro.Grains.Tests;

/// <summary>Groups the test classes that share the cluster.</summary>
[CollectionDefinition(nameof(ClusterTests))]
public sealed class ClusterTests : ICollectionFixture<ClusterFixture>;
