namespace OrleansDro.Hosting.Http;

/// <summary>The body of <c>POST /api/runs/{run}/notes</c>.</summary>
public sealed record CaseNoteRequest
{
    /// <summary>The id of the case.</summary>
    public required string Id { get; init; }

    /// <summary>The text of the note, 1 to 1000 characters.</summary>
    public required string Text { get; init; }
}
