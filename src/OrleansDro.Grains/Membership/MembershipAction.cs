namespace OrleansDro.Grains.Membership;

/// <summary>What comes of a decision.</summary>
internal enum MembershipAction
{
    /// <summary>All stays as it is.</summary>
    Keep,

    /// <summary>A new generation takes over.</summary>
    Form,

    /// <summary>The run's state is lost with all who had it; it begins anew from what was saved.</summary>
    Restore,
}
