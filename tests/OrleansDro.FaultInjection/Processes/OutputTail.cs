namespace OrleansDro.FaultInjection.Processes;

/// <summary>The last lines that a process wrote, for the message of a failure.</summary>
internal sealed class OutputTail
{
    private const int LinesKept = 40;
    private readonly Queue<string> _lines = new();

    public void Add(string line)
    {
        lock (_lines)
        {
            if (_lines.Count == LinesKept)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(line);
        }
    }

    public override string ToString()
    {
        lock (_lines)
        {
            return _lines.Count == 0 ? "  (no output)" : string.Join('\n', _lines.Select(line => "  " + line));
        }
    }
}
