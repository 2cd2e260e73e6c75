using System.Net.Sockets;
using Orleans.Runtime.Messaging;
using Orleans.Storage;

namespace OrleansDro.Abstractions;

/// <summary>
/// Decides which faults are transient: they end without a change of what was asked, when the cluster has replaced a lost silo or its storage is available again. All retries of
/// OrleansDro use these rules.
/// </summary>
public static class TransientFaults
{
    // By namespace, because a client receives the exceptions of a silo's storage without a reference to the storage library, and they have no base class in common.
    private static readonly string[] StorageLibraries = ["StackExchange.Redis", "Orleans.Persistence.Redis"];

    /// <summary>Whether a call to a grain was lost with its silo or its connection. The call may have had its effect.</summary>
    /// <param name="exception">What the call threw; null counts as no fault.</param>
    public static bool IsLostCall(Exception? exception) => exception is OrleansMessageRejectionException or TimeoutException or ConnectionFailedException;

    /// <summary>Whether a call of a grain has to be repeated: it was lost, or it reached an activation that another silo has replaced.</summary>
    /// <param name="exception">What the call threw; null counts as no fault.</param>
    public static bool IsUnansweredCall(Exception? exception) => IsLostCall(exception) || exception is InconsistentStateException;

    /// <summary>Whether Redis did not answer or reported an error. A refused password is such an error too; callers that retry must check for it first.</summary>
    /// <param name="exception">What the command or the grain storage threw; null counts as no fault.</param>
    public static bool IsStorageOutage(Exception? exception) => exception is TimeoutException || IsOfStorageLibrary(exception?.GetType());

    /// <summary>Whether a client of the cluster could not be served: a lost call, a refused connection, a storage outage, or a grain whose state was taken over by another silo.</summary>
    /// <param name="exception">What the call threw; null counts as no fault.</param>
    public static bool IsClusterOutage(Exception? exception) =>
        IsUnansweredCall(exception) || IsStorageOutage(exception) || exception is SocketException;

    private static bool IsOfStorageLibrary(Type? type)
    {
        for (; type is not null && type != typeof(Exception); type = type.BaseType)
        {
            if (StorageLibraries.Contains(type.Namespace))
            {
                return true;
            }
        }

        return false;
    }
}
