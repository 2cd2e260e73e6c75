using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Observability.Metrics;
using static TorchSharp.torch.utils.tensorboard;
using TensorBoardWriter = TorchSharp.Modules.SummaryWriter;

namespace OrleansDro.Grains.Observability.Tracking;

/// <summary>Writes the event files of TensorBoard, for each run that has a folder for them.</summary>
internal sealed class TensorBoardTracker : IRunTracker
{
    private readonly Dictionary<Guid, TensorBoardWriter> _writers = [];

    public string Name => "TensorBoard";

    public bool Tracks(TrackedRun run) => run.EventFolder is not null;

    public Task Add(TrackedRun run, IReadOnlyList<LossStatistics> statistics, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var writer = WriterOf(run);
            foreach (var record in statistics)
            {
                Write(writer, record.Step, TrackedValues.Of(record));
            }
        },
        cancellationToken);

    public Task End(TrackedRun run, RunStatus status, IReadOnlyList<TailReport> validation, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            if (validation.Count > 0)
            {
                Write(WriterOf(run), status.StepsCommitted, validation.SelectMany(TrackedValues.Of));
            }

            _writers.Remove(run.Start);
        },
        cancellationToken);

    private static void Write(TensorBoardWriter writer, long step, IEnumerable<(string Name, double Value)> values)
    {
        foreach (var (name, value) in values)
        {
            writer.add_scalar(name, (float)value, (int)step);
        }
    }

    /// <summary>The history is written from its beginning when a silo begins to lead the run: two files that overlap would be drawn as a line that goes back.</summary>
    private TensorBoardWriter WriterOf(TrackedRun run)
    {
        if (!_writers.TryGetValue(run.Start, out var writer))
        {
            var folder = Directory.CreateDirectory(run.EventFolder!);
            foreach (var file in folder.GetFiles("events.out.tfevents.*"))
            {
                file.Delete();
            }

            _writers[run.Start] = writer = SummaryWriter(folder.FullName);
        }

        return writer;
    }
}
