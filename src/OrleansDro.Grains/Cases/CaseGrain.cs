using OrleansDro.Abstractions.Cases;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Cases;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Scheduling.Placement;

namespace OrleansDro.Grains.Cases;

/// <summary>
/// One case. It is active only while it is queried: an activation takes about 1.8 KB before it holds anything, which is too much for a run of a million cases.
/// </summary>
[RequireRole(NodeRoles.Control)]
internal sealed class CaseGrain(CaseShardLocator shards, GrainStateStores storages, TimeProvider clock) : Grain, ICaseGrain
{
    private const string NotesName = "notes";

    private readonly GrainState<CaseNotes> _notes = new();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) => Storage.Read(NotesName, _notes);

    public async Task<CaseMemory> GetMemory()
    {
        var index = (int)this.GetPrimaryKeyLong(out var run);
        var trace = await shards.Find(run!, index) is { } shard ? await GrainFactory.GetGrain<ISamplerShardGrain>(shard, run!).GetTrace(index) : null;
        return new CaseMemory(trace, Notes);
    }

    public async Task AddNote(string text)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > CaseNote.LongestText)
        {
            throw new ArgumentException($"A note must have 1 to {CaseNote.LongestText} characters; this one has {text.Length}.");
        }

        if (Notes.Any(note => note.Text == text))
        {
            return;
        }

        if (Notes.Count >= CaseNote.Most)
        {
            throw new InvalidOperationException($"The case already has {CaseNote.Most} notes, which is the maximum.");
        }

        var before = _notes.State;
        _notes.State = new CaseNotes([.. Notes, new CaseNote(clock.GetUtcNow(), text)]);
        try
        {
            await Storage.WriteVersioned(NotesName, _notes);
        }
        catch
        {
            // The grain shows only notes that are stored.
            _notes.State = before;
            throw;
        }
    }

    private IReadOnlyList<CaseNote> Notes => _notes.State?.Notes ?? [];

    private GrainStateStore Storage => storages.Of(this.GetGrainId());
}
