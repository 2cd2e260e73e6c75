using OrleansDro.Robustness.History;

namespace OrleansDro.Grains.Protocol.Serialization;

/// <summary>Carries <see cref="CaseRecord"/> over its surrogate.</summary>
[RegisterConverter]
internal sealed class CaseRecordConverter : IConverter<CaseRecord, CaseRecordSurrogate>
{
    /// <inheritdoc/>
    public CaseRecord ConvertFromSurrogate(in CaseRecordSurrogate surrogate) => new(surrogate.Loss, surrogate.LastStep, surrogate.Visits, surrogate.Status);

    /// <inheritdoc/>
    public CaseRecordSurrogate ConvertToSurrogate(in CaseRecord value) => new() { Loss = value.Loss, LastStep = value.LastStep, Visits = value.Visits, Status = value.Status };
}
