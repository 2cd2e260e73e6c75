using System.Runtime.InteropServices;
using OrleansDro.Learning.Data;
using OrleansDro.Learning.Losses;
using OrleansDro.Learning.Torch;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Evaluation;

/// <summary>
/// Predicts whole cases: a volume by windows of the training patch's size that overlap by half and are blended by a Gaussian; an image at once.
/// Works on the Torch thread only.
/// </summary>
public sealed class Predictor : IDisposable
{
    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly IPerCaseLoss _loss;
    private readonly TaskDescription _task;
    private readonly Device _device;
    private readonly Tensor _importance;

    /// <summary>Prepares predictions.</summary>
    /// <param name="model">The network, on the device.</param>
    /// <param name="loss">The per-case loss.</param>
    /// <param name="task">The task of the data set.</param>
    /// <param name="device">The device to compute on.</param>
    public Predictor(nn.Module<Tensor, Tensor> model, IPerCaseLoss loss, TaskDescription task, Device device)
    {
        (_model, _loss, _task, _device) = (model, loss, task, device);
        using var scope = NewDisposeScope();
        _importance = tensor(WindowGrid.Importance(task.ExampleShape), Extents(task.ExampleShape)).to(device).DetachFromDisposeScope();
    }

    /// <summary>Predicts a case and compares it with its reference.</summary>
    public CasePrediction Predict(EvaluationCase example)
    {
        using var scope = NewDisposeScope();
        using var withoutGraph = no_grad();
        _model.eval();
        try
        {
            var input = tensor(example.Input, [_task.InputChannels, .. Extents(example.InputShape)]).to(_device);
            return _task.Kind == TaskKind.Segmentation ? Segment(input, example) : Classify(input, example);
        }
        finally
        {
            _model.train();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _importance.Dispose();

    private static long[] Extents(IEnumerable<int> shape) => [.. shape.Select(extent => (long)extent)];

    private static int[] Labels(Tensor logits) => MemoryMarshal.Cast<byte, int>(logits.argmax(0).to(ScalarType.Int32).cpu().contiguous().bytes).ToArray();

    private CasePrediction Classify(Tensor input, EvaluationCase example)
    {
        var logits = _model.call(input.unsqueeze(0));
        return new CasePrediction(Loss(logits, example.Target, []), Labels(logits.squeeze(0)));
    }

    private CasePrediction Segment(Tensor input, EvaluationCase example)
    {
        var logits = SlideWindow(input, example.InputShape);
        var shape = Extents(example.TargetShape);
        if (example.ToTargetGrid is null)
        {
            return new CasePrediction(Loss(logits.unsqueeze(0), example.Target, shape), Labels(logits));
        }

        // The two grids cover the same space, so the logits can be interpolated for the loss.
        var onTargetGrid = nn.functional.interpolate(logits.unsqueeze(0), shape, mode: InterpolationMode.Trilinear, align_corners: false);
        return new CasePrediction(Loss(onTargetGrid, example.Target, shape), example.ToTargetGrid(Labels(logits)));
    }

    private double Loss(Tensor logits, int[] target, long[] shape)
    {
        var labels = tensor(target, [1, .. shape]).to(_device).to(ScalarType.Int64);
        return _loss.Compute(logits, labels).cpu().item<float>();
    }

    /// <summary>Logits of shape (classes, depth, height, width), averaged over the windows by importance.</summary>
    private Tensor SlideWindow(Tensor input, IReadOnlyList<int> shape)
    {
        using var scope = NewDisposeScope();
        var window = _task.ExampleShape;
        var padded = Pad(input, shape, window);
        var sum = zeros([_task.ClassNames.Count, .. padded.shape[1..]], ScalarType.Float32, _device);
        var weight = zeros(padded.shape[1..], ScalarType.Float32, _device);
        foreach (var z in WindowGrid.Starts((int)padded.shape[1], window[0]))
        {
            foreach (var y in WindowGrid.Starts((int)padded.shape[2], window[1]))
            {
                foreach (var x in WindowGrid.Starts((int)padded.shape[3], window[2]))
                {
                    using var windowScope = NewDisposeScope();
                    var logits = _model.call(Cut(padded, z, y, x).unsqueeze(0)).squeeze(0);
                    Cut(sum, z, y, x).add_(logits * _importance, Scalars.One);
                    Cut(weight.unsqueeze(0), z, y, x).add_(_importance, Scalars.One);
                }
            }
        }

        var average = sum / weight;
        return average.narrow(1, 0, shape[0]).narrow(2, 0, shape[1]).narrow(3, 0, shape[2]).contiguous().MoveToOuterDisposeScope();
    }

    private Tensor Cut(Tensor volume, int z, int y, int x) =>
        volume.narrow(1, z, _task.ExampleShape[0]).narrow(2, y, _task.ExampleShape[1]).narrow(3, x, _task.ExampleShape[2]);

    /// <summary>Extends a volume that is smaller than a window with zeros, which is the mean of a normalized image.</summary>
    private static Tensor Pad(Tensor input, IReadOnlyList<int> shape, IReadOnlyList<int> window)
    {
        var missing = shape.Select((extent, axis) => Math.Max(0, window[axis] - extent)).ToArray();
        return missing.All(extent => extent == 0)
            ? input
            : nn.functional.pad(input, [0L, missing[2], 0L, missing[1], 0L, missing[0]]);
    }
}
