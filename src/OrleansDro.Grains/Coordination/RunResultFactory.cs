using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Cases;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Sampling.Draws;
using OrleansDro.Grains.Validation;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Coordination;

/// <summary>Creates a run's result.</summary>
internal static class RunResultFactory
{
    /// <summary>Creates the result from the state after the last step.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="data">The contents of the data set.</param>
    /// <param name="labels">The names of all training cases, including added ones.</param>
    /// <param name="snapshot">The sampler's state after the last step.</param>
    /// <param name="trainer">The final summary of the replicas.</param>
    /// <param name="evaluation">The predictions of the validation cases; empty if the run stopped early.</param>
    /// <param name="previews">Previews of validation cases.</param>
    public static RunResult Create(
        RunSpec spec, DataSummary data, CaseLabels labels, SamplerSnapshot snapshot, TrainerSummary trainer, IReadOnlyList<CaseEvaluation> evaluation, IReadOnlyList<CasePreview> previews)
    {
        var cases = Cases(spec, labels, snapshot);
        return new RunResult
        {
            Run = spec.Name,
            Spec = spec,
            StepsCommitted = snapshot.Step + 1,
            ModelHash = trainer.ModelHash,
            DrawHash = snapshot.Ledger.Hash,
            DrawsIssued = snapshot.Ledger.Issued,
            DrawsCredited = snapshot.Ledger.Credited,
            ImportanceClippedLow = snapshot.Ledger.ClippedLow,
            ImportanceClippedHigh = snapshot.Ledger.ClippedHigh,
            TrainingSeconds = snapshot.TrainingSeconds,
            ParameterCount = trainer.ParameterCount,
            ClassNames = data.ClassNames,
            TrainHardness = TailReports.OfTrainingLosses(cases),
            Validation = TailReports.OfScores(evaluation, data.IsSegmentation),
            ValidationLoss = TailReports.OfLosses(evaluation),
            Statistics = snapshot.Statistics,
            Cases = cases,
            Evaluation = evaluation,
            Previews = previews,
            Changes = [.. snapshot.Changes.Select(change => change.Change)],
        };
    }

    private static CaseHardness[] Cases(RunSpec spec, CaseLabels labels, SamplerSnapshot snapshot)
    {
        var (records, beta) = (snapshot.Records, snapshot.Beta);
        var method = SamplingMethod.Of(spec);
        var mass = new HardnessIndex(new CaseHistory(records), beta).Mass;
        var plan = mass.EligibleCases > 0 ? new DrawPlan(mass, method.Options with { Beta = beta }) : null;
        var learned = snapshot.Cases.Learned;
        var learnedAt = learned.Cases.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        return [.. records.Select((record, i) => new CaseHardness(
            i,
            labels[i].Id,
            labels[i].Group,
            record.Loss,
            record.Visits,
            record.LastStep,
            plan is null ? 0 : Math.Exp(plan.LogProbability(record)),
            record.Status == CaseStatus.Quarantined,
            record.Status == CaseStatus.Removed,
            snapshot.Cases.Reasons.GetValueOrDefault(i),
            learnedAt.TryGetValue(i, out var entry) ? learned.FirstSteps[entry] : null,
            learnedAt.TryGetValue(i, out entry) ? learned.TimesForgotten[entry] : 0))];
    }
}
