using System.Text;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Data.Decathlon;

/// <summary>A CSV file (RFC 4180, comma-separated, with a header) that tells more of the cases of a data set.</summary>
internal sealed class CaseTable
{
    private readonly string _path;
    private readonly List<string> _columns;
    private readonly Dictionary<string, List<string>> _rows = new(StringComparer.Ordinal);

    private CaseTable(string path, string caseColumn)
    {
        _path = path;
        var rows = Parse(TextFile.Read(path));
        _columns = rows.Count > 0 ? rows[0] : throw new InvalidInputException($"{path} is empty; it must begin with a line of column names.");
        var key = ColumnOf(caseColumn);
        for (var i = 1; i < rows.Count; i++)
        {
            if (rows[i].Count != _columns.Count)
            {
                throw new InvalidInputException($"{path}: row {i} has {rows[i].Count} fields, but there are {_columns.Count} columns.");
            }

            if (!_rows.TryAdd(rows[i][key], rows[i]))
            {
                throw new InvalidInputException($"{path}: the case '{rows[i][key]}' stands twice in column '{caseColumn}'; keep one of the rows.");
            }
        }
    }

    /// <summary>Reads a table whose rows are named by a column.</summary>
    public static CaseTable Read(string path, string caseColumn) => new(path, caseColumn);

    /// <summary>What a column says of each case, in the order of the cases.</summary>
    public string[] Column(string name, IEnumerable<string> cases)
    {
        return [.. cases.Select(id => Find(name, id)
            ?? throw new InvalidInputException($"{_path} has no row for the case '{id}'; add it, or leave the case out of dataset.json."))];
    }

    /// <summary>What a column says of a case, or null where the table has no row for it.</summary>
    public string? Find(string name, string id)
    {
        var column = ColumnOf(name);
        return !_rows.TryGetValue(id, out var row) ? null
            : row[column].Length > 0 ? row[column]
            : throw new InvalidInputException($"{_path}: column '{name}' is empty for the case '{id}'; fill it in.");
    }

    private int ColumnOf(string name)
    {
        var column = _columns.IndexOf(name);
        return column >= 0 ? column : throw new InvalidInputException($"{_path} has no column '{name}'; its columns are {string.Join(", ", _columns)}.");
    }

    private static List<List<string>> Parse(string text)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var field = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && isQuoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append(text[i++]); // two quotes within quotes are one
            }
            else if (text[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (text[i] == ',' && !isQuoted)
            {
                EndField();
            }
            else if (text[i] == '\n' && !isQuoted)
            {
                EndRow();
            }
            else if (text[i] != '\r' || isQuoted)
            {
                field.Append(text[i]);
            }
        }

        EndRow();
        return rows;

        void EndField()
        {
            row.Add(field.ToString().Trim());
            field.Clear();
        }

        void EndRow()
        {
            EndField();
            if (row is not [""])
            {
                rows.Add(row);
            }

            row = [];
        }
    }
}
