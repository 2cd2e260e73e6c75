namespace OrleansDro.Grains.Membership;

/// <summary>What a membership decision leads to.</summary>
internal enum MembershipAction
{
    /// <summary>Keep the present generation.</summary>
    Keep,

    /// <summary>Form a new generation, which takes over.</summary>
    Form,

    /// <summary>All trainers that held the run's state are lost: roll back to the latest checkpoint.</summary>
    Restore,
}
