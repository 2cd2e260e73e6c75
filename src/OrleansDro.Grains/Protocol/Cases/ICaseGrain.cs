using OrleansDro.Abstractions.Cases;

namespace OrleansDro.Grains.Protocol.Cases;

/// <summary>
/// One training case of one run. It answers all queries about the case. Key: the case's index and the run's name. The notes of users are its own state, in durable storage. What
/// the training records is in the pages of its shard: no step has to notify the case, and its trajectory is as durable as the index.
/// </summary>
[Alias("OrleansDro.ICaseGrain")]
internal interface ICaseGrain : IGrainWithIntegerCompoundKey
{
    /// <summary>The whole state of the case, as of the last committed step.</summary>
    [Alias("GetMemory")]
    Task<CaseMemory> GetMemory();

    /// <summary>Adds a note. A text that the case already has changes nothing, so a repeated message is harmless.</summary>
    /// <param name="text">The text, 1 to <see cref="CaseNote.LongestText"/> characters.</param>
    /// <exception cref="ArgumentException">The text is empty or too long.</exception>
    /// <exception cref="InvalidOperationException">The case has <see cref="CaseNote.Most"/> notes.</exception>
    [Alias("AddNote")]
    Task AddNote(string text);
}
