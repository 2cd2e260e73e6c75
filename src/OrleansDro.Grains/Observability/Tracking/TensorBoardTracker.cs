using OrleansDro.Abstractions.Results;
using OrleansDro.Grains.Observability.Metrics;
using static TorchSharp.torch.utils.tensorboard;
using TensorBoardWriter = TorchSharp.Modules.SummaryWriter;

namespace OrleansDro.Grains.Observability.Tracking;

/// <summary>Writes TensorBoard's event files for each run that has a folder for them.</summary>
internal sealed class TensorBoardTracker : IRunTracker
{
    private readonly Dictionary<Guid, TensorBoardWriter> _writers = [];

    public string Name => "TensorBoard";

    public bool Tracks(RunMetricsSample run) => run.EventFolder is not null;

    public Task Add(RunMetricsSample run, IReadOnlyList<LossStatistics> statistics, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var writer = WriterOf(run);
            foreach (var record in statistics)
            {
                Write(writer, record.Step, TrackedValues.Of(record));
            }
        },
        cancellationToken);

    public Task Add(RunMetricsSample run, IReadOnlyList<ValidationPoint> validations, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var writer = WriterOf(run);
            foreach (var point in validations)
            {
                Write(writer, point.Steps, TrackedValues.Of(point));
            }
        },
        cancellationToken);

    public Task End(RunMetricsSample run, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            if (run.Validation.Count > 0 && run.Spec.Validation is null)
            {
                Write(WriterOf(run), run.Status.StepsCommitted, run.Validation.SelectMany(TrackedValues.Of));
            }

            _writers.Remove(run.StartId);
        },
        cancellationToken);

    private static void Write(TensorBoardWriter writer, long step, IEnumerable<(string Name, double Value)> values)
    {
        foreach (var (name, value) in values)
        {
            writer.add_scalar(name, (float)value, (int)step);
        }
    }

    /// <summary>When a silo starts to host the run, the history is written from its beginning: two files that overlap would be drawn as a line that goes back.</summary>
    private TensorBoardWriter WriterOf(RunMetricsSample run)
    {
        if (!_writers.TryGetValue(run.StartId, out var writer))
        {
            var folder = Directory.CreateDirectory(run.EventFolder ?? throw new ArgumentException($"The run '{run.Name}' has no folder for event files.", nameof(run)));
            foreach (var file in folder.GetFiles("events.out.tfevents.*"))
            {
                file.Delete();
            }

            _writers[run.StartId] = writer = SummaryWriter(folder.FullName);
        }

        return writer;
    }
}
