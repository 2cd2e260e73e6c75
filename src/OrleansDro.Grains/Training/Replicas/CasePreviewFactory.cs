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

    /// <summary>Creates a preview of a validation case, with the planes through the largest error.</summary>
    /// <inheritdoc cref="Create"/>
    public static CasePreview CreateWithErrors(TaskDescription task, CaseLabel label, EvaluationCase example, CasePrediction prediction)
    {
        var preview = Create(task, label, example, prediction);
        if (task.Kind == TaskKind.Classification || LargestError.Find(example.Target, prediction.Labels, example.TargetShape) is not var (z, y, x))
        {
            return preview;
        }

        var (depth, height, width) = (example.TargetShape[0], example.TargetShape[1], example.TargetShape[2]);
        return preview with
        {
            ErrorPlanes =
            [
                Plane("axial", z, height, width, (row, column) => (z, row, column)),
                Plane("coronal", y, depth, width, (row, column) => (row, y, column)),
                Plane("sagittal", x, depth, height, (row, column) => (row, column, x)),
            ],
        };

        PlanePreview Plane(string name, int index, int rows, int columns, Func<int, int, (int Z, int Y, int X)> at)
        {
            var (image, reference, predicted) = (new float[rows * columns], new byte[rows * columns], new byte[rows * columns]);
            for (var pixel = 0; pixel < image.Length; pixel++)
            {
                var place = at(pixel / columns, pixel % columns);
                var voxel = (((place.Z * height) + place.Y) * width) + place.X;
                (image[pixel], reference[pixel], predicted[pixel]) = (ImageAt(example, place), (byte)example.Target[voxel], (byte)prediction.Labels[voxel]);
            }

            return new PlanePreview(name, index, columns, rows, ToGray(image), reference, predicted);
        }
    }

    private static int Last(IReadOnlyList<int> shape) => shape[^1];

    private static int Rows(IReadOnlyList<int> shape) => shape[^2];

    private static int Area(IReadOnlyList<int> shape) => shape[^1] * shape[^2];

    private static float[] ImageSlice(EvaluationCase example, int slice)
    {
        var width = example.TargetShape[2];
        return [.. Enumerable.Range(0, Area(example.TargetShape)).Select(pixel => ImageAt(example, (slice, pixel / width, pixel % width)))];
    }

    /// <summary>The first channel at a voxel of the reference's grid; nearest neighbor if the grids differ.</summary>
    private static float ImageAt(EvaluationCase example, (int Z, int Y, int X) place)
    {
        var (from, to) = (example.InputShape, example.TargetShape);
        return example.Input[((((place.Z * from[0] / to[0]) * from[1]) + (place.Y * from[1] / to[1])) * from[2]) + (place.X * from[2] / to[2])];
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
