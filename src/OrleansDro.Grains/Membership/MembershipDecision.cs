using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Membership;

/// <summary>A decision on the membership.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Next">The new generation, where one is formed.</param>
/// <param name="Waiting">Why the run waits.</param>
/// <param name="Reason">Why it was decided so, in words.</param>
internal sealed record MembershipDecision(MembershipAction Action, Generation? Next, WaitReason Waiting, string Reason);
