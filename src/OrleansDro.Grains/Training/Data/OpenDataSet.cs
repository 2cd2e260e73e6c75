using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Learning.Data;

namespace OrleansDro.Grains.Training.Data;

/// <summary>A data set in use, with what the run needs to know about it.</summary>
/// <param name="Name">The name of its kind, as specs have it.</param>
/// <param name="DataSet">The data set.</param>
/// <param name="Summary">What the run needs to know about it.</param>
/// <param name="Fingerprint">SHA-256 of the summary, in hex; equal for trainers that have the same data.</param>
internal sealed record OpenDataSet(string Name, IDataSet DataSet, DataSummary Summary, string Fingerprint);
