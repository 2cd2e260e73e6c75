using OrleansDro.Abstractions.Results;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Training.Data;
using OrleansDro.Learning.Data;
using OrleansDro.Learning.Evaluation;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Grains.Training.Replicas;

/// <summary>Predicts validation cases with a replica.</summary>
internal sealed class Evaluator(OpenDataSet data, TorchThread thread, Func<Predictor> createPredictor)
{
    /// <summary>Predicts a case and compares it with its reference.</summary>
    public async Task<CaseEvaluation> Evaluate(int index)
    {
        var (task, label) = (data.DataSet.Task, data.Summary.Validation[index]);
        var example = await Task.Run(() => data.DataSet.Validation.LoadForEvaluation(index));
        var prediction = await Predict(example);
        var labelScores = data.Summary.IsSegmentation ? DiceScore.PerLabel(prediction.Labels, example.Target, task.ClassNames.Count) : [];
        var score = data.Summary.IsSegmentation ? labelScores.Average() : prediction.Labels[0] == example.Target[0] ? 1 : 0;
        return new CaseEvaluation(index, label.Id, label.Group, prediction.Loss, score, labelScores);
    }

    /// <summary>Makes a picture of a validation case.</summary>
    public Task<CasePreview> Preview(int index) => Preview(data.DataSet.Validation, data.Summary.Validation[index], index);

    /// <summary>Makes a picture of a case.</summary>
    /// <param name="cases">Where it is one of.</param>
    /// <param name="label">What it is called.</param>
    /// <param name="index">Its index there.</param>
    public async Task<CasePreview> Preview(ICaseSource cases, CaseLabel label, int index)
    {
        var example = await Task.Run(() => cases.LoadForEvaluation(index));
        var prediction = await Predict(example);
        return CasePictures.Create(data.DataSet.Task, label, example, prediction);
    }

    private Task<CasePrediction> Predict(EvaluationCase example) => thread.Run(() =>
    {
        using var predictor = createPredictor();
        return predictor.Predict(example);
    });
}
