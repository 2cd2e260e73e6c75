using OrleansDro.Abstractions.Cases;

namespace OrleansDro.Grains.Protocol.Cases;

/// <summary>
/// One training case of one run: the place where all that is known of it is asked for. Key: the case's index and the run's name. What people write about it is its own state, in
/// durable storage. What the training leaves behind lies in the pages of its shard, so that no step has to notify it and it is as durable as the index.
/// </summary>
[Alias("OrleansDro.ICaseGrain")]
internal interface ICaseGrain : IGrainWithIntegerCompoundKey
{
    /// <summary>All that is known of the case, as of the last committed step.</summary>
    [Alias("GetMemory")]
    Task<CaseMemory> GetMemory();

    /// <summary>Adds a note. A text that is among the notes already changes nothing, so that a repeated message is harmless.</summary>
    /// <param name="text">The text, 1 to <see cref="CaseNote.LongestText"/> characters.</param>
    /// <exception cref="ArgumentException">The text is empty or too long.</exception>
    /// <exception cref="InvalidOperationException">The case has <see cref="CaseNote.Most"/> notes.</exception>
    [Alias("AddNote")]
    Task AddNote(string text);
}
