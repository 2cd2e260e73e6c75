namespace OrleansDro.Hosting.Tests;

/// <summary>Groups the test classes that share the server.</summary>
[CollectionDefinition(nameof(ServerTests))]
public sealed class ServerTests : ICollectionFixture<ServerFixture>;
