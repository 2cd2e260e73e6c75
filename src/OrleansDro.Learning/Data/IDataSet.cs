namespace OrleansDro.Learning.Data;

/// <summary>A data set, split into cases to train on and cases to validate on.</summary>
public interface IDataSet
{
    /// <summary>The task that a network must solve.</summary>
    TaskDescription Task { get; }

    /// <summary>The cases to train on.</summary>
    ICaseSource Training { get; }

    /// <summary>The cases held out, to validate on.</summary>
    ICaseSource Validation { get; }
}
