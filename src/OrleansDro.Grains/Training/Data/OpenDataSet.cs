using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Learning.Data;

namespace OrleansDro.Grains.Training.Data;

/// <summary>A data set in use, with what the run must know of it.</summary>
/// <param name="DataSet">The data set.</param>
/// <param name="Summary">What the run must know.</param>
/// <param name="Fingerprint">SHA-256 over the summary, by which trainers find that they have the same data.</param>
internal sealed record OpenDataSet(IDataSet DataSet, DataSummary Summary, string Fingerprint);
