using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Membership;

/// <summary>A decision on the membership.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Next">The generation to form; null unless the action is <see cref="MembershipAction.Form"/>.</param>
/// <param name="Waiting">Why the run waits.</param>
/// <param name="Reason">The reason for the decision or the wait, in words.</param>
internal sealed record MembershipDecision(MembershipAction Action, Generation? Next, WaitReason Waiting, string Reason);
