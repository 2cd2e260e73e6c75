using OrleansDro.Abstractions.Results;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Training.Data;
using OrleansDro.Learning.Data;
using OrleansDro.Learning.Evaluation;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Grains.Training.Replicas;

/// <summary>Predicts cases with a replica.</summary>
/// <param name="data">The data set.</param>
/// <param name="thread">The replica's thread.</param>
/// <param name="createPredictor">Creates what predicts with the replica. Called on the thread.</param>
internal sealed class Evaluator(OpenDataSet data, TorchThread thread, Func<Predictor> createPredictor)
{
    /// <summary>Predicts a validation case and compares the prediction with the reference.</summary>
    public async Task<CaseEvaluation> Evaluate(int index)
    {
        var (task, label) = (data.DataSet.Task, data.Summary.Validation[index]);
        var example = await Task.Run(() => data.DataSet.Validation.LoadForEvaluation(index));
        var prediction = await Predict(example);
        var labelScores = data.Summary.IsSegmentation ? DiceScore.PerLabel(prediction.Labels, example.Target, task.ClassNames.Count) : [];
        var score = data.Summary.IsSegmentation ? labelScores.Average() : prediction.Labels[0] == example.Target[0] ? 1 : 0;
        return new CaseEvaluation(index, label.Id, label.Group, prediction.Loss, score, labelScores);
    }

    /// <summary>Creates a preview of a validation case, with the planes through the largest error.</summary>
    public async Task<CasePreview> Preview(int index)
    {
        var example = await Task.Run(() => data.DataSet.Validation.LoadForEvaluation(index));
        var prediction = await Predict(example);
        return await Task.Run(() => CasePreviewFactory.CreateWithErrors(data.DataSet.Task, data.Summary.Validation[index], example, prediction));
    }

    /// <summary>Creates a preview of a case.</summary>
    /// <param name="cases">The source of the case.</param>
    /// <param name="label">Its id and group.</param>
    /// <param name="index">Its index in the source.</param>
    public async Task<CasePreview> Preview(ICaseSource cases, CaseLabel label, int index)
    {
        var example = await Task.Run(() => cases.LoadForEvaluation(index));
        var prediction = await Predict(example);
        return CasePreviewFactory.Create(data.DataSet.Task, label, example, prediction);
    }

    private Task<CasePrediction> Predict(EvaluationCase example) => thread.Run(() =>
    {
        using var predictor = createPredictor();
        return predictor.Predict(example);
    });
}
