using OrleansDro.Abstractions.Results;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Learning.Data;
using OrleansDro.Learning.Evaluation;

namespace OrleansDro.Grains.Training.Replicas;

/// <summary>Creates the preview of a case for users: the slice with the most foreground, or the image itself.</summary>
internal static class CasePreviewFactory
{
    /// <summary>Creates a preview.</summary>
    /// <param name="task">The task of the data set.</param>
    /// <param name="label">The id and the group of the case.</param>
    /// <param name="example">The case with its reference.</param>
    /// <param name="prediction">The prediction for it.</param>
    public static CasePreview Create(TaskDescription task, CaseLabel label, EvaluationCase example, CasePrediction prediction)
    {
        if (task.Kind == TaskKind.Classification)
        {
            var caption = $"{task.ClassNames[example.Target[0]]}, predicted {task.ClassNames[prediction.Labels[0]]}";
            var isRight = example.Target[0] == prediction.Labels[0];
            return new CasePreview(label.Id, label.Group, isRight ? 1 : 0, Last(example.InputShape), Rows(example.InputShape), ToGray(example.Input.AsSpan(0, Area(example.InputShape))), [], [], caption);
        }

        var score = DiceScore.PerLabel(prediction.Labels, example.Target, task.ClassNames.Count).Average();
        var shape = example.TargetShape;
        var area = Area(shape);
        var slice = Enumerable.Range(0, shape[0]).MaxBy(z => example.Target.AsSpan(z * area, area).Length - example.Target.AsSpan(z * area, area).Count(0));
        return new CasePreview(
            label.Id,
            label.Group,
            score,
            Last(shape),
            Rows(shape),
            ToGray(ImageSlice(example, slice)),
            Labels(example.Target, slice * area, area),
            Labels(prediction.Labels, slice * area, area),
            $"slice {slice + 1} of {shape[0]}");
    }

    private static int Last(IReadOnlyList<int> shape) => shape[^1];

    private static int Rows(IReadOnlyList<int> shape) => shape[^2];

    private static int Area(IReadOnlyList<int> shape) => shape[^1] * shape[^2];

    /// <summary>The first channel on the reference's grid; nearest neighbor if the grids differ.</summary>
    private static float[] ImageSlice(EvaluationCase example, int slice)
    {
        var (from, to) = (example.InputShape, example.TargetShape);
        var values = new float[Area(to)];
        var z = slice * from[0] / to[0];
        for (var y = 0; y < to[1]; y++)
        {
            for (var x = 0; x < to[2]; x++)
            {
                values[(y * to[2]) + x] = example.Input[(((z * from[1]) + (y * from[1] / to[1])) * from[2]) + (x * from[2] / to[2])];
            }
        }

        return values;
    }

    private static byte[] Labels(int[] labels, int start, int count) => Array.ConvertAll(labels[start..(start + count)], label => (byte)label);

    private static byte[] ToGray(ReadOnlySpan<float> values)
    {
        var (minimum, maximum) = (float.MaxValue, float.MinValue);
        foreach (var value in values)
        {
            (minimum, maximum) = (Math.Min(minimum, value), Math.Max(maximum, value));
        }

        var gray = new byte[values.Length];
        var range = Math.Max(maximum - minimum, float.Epsilon);
        for (var i = 0; i < gray.Length; i++)
        {
            gray[i] = (byte)(255 * (values[i] - minimum) / range);
        }

        return gray;
    }
}
