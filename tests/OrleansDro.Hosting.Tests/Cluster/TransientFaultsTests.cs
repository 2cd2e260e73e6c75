using System.Net.Sockets;
using Orleans.Persistence.Redis;
using Orleans.Storage;
using OrleansDro.Abstractions;
using StackExchange.Redis;

namespace OrleansDro.Hosting.Tests.Cluster;

public sealed class TransientFaultsTests
{
    public static TheoryData<Exception?, bool, bool, bool> Faults => new()
    {
        { new SiloUnavailableException("The silo is lost."), true, false, true },
        { new TimeoutException(), true, true, true },
        { new RedisConnectionException(ConnectionFailureType.SocketFailure, "Redis is lost."), false, true, true },
        { new RedisStorageException("Redis is lost."), false, true, true },
        { new SocketException(), false, false, true },
        { new InconsistentStateException(), false, false, true },
        { new KeyNotFoundException(), false, false, false },
        { new InvalidOperationException(), false, false, false },
        { null, false, false, false },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void Is_EachFault_IsOfItsKinds(Exception? fault, bool isLostCall, bool isStorageOutage, bool isClusterOutage) => Assert.Equal(
        (isLostCall, isStorageOutage, isClusterOutage),
        (TransientFaults.IsLostCall(fault), TransientFaults.IsStorageOutage(fault), TransientFaults.IsClusterOutage(fault)));
}
