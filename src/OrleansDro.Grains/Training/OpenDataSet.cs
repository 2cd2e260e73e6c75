using OrleansDro.Abstractions.Training;
using OrleansDro.Learning.Data;

namespace OrleansDro.Grains.Training;

/// <summary>A data set in use, with what the run must know of it.</summary>
internal sealed record OpenDataSet(IDataSet DataSet, DataSummary Summary);
