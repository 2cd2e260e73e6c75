using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Data.Decathlon;

/// <summary>A CSV file with a header and a row for each case of a data set, such as its subject and its group.</summary>
internal sealed class CaseMetadataTable
{
    private readonly string _path;
    private readonly string[] _columns;
    private readonly Dictionary<string, CsvRow> _rows = new(StringComparer.Ordinal);

    private CaseMetadataTable(string path, string caseColumn)
    {
        _path = path;
        var rows = CsvFile.Read(path);
        _columns = rows.Count > 0 ? rows[0].Fields : throw new InvalidInputException($"{path} is empty; its first line must contain the column names.");
        var key = ColumnOf(caseColumn);
        foreach (var row in rows.Skip(1))
        {
            if (row.Fields.Length != _columns.Length)
            {
                throw new InvalidInputException(
                    $"{path}, line {row.Line}: the row has {row.Fields.Length} fields, but the header has {_columns.Length}; correct the row, or quote fields that contain a comma.");
            }

            var id = row.Fields[key];
            if (!_rows.TryAdd(id, row))
            {
                throw new InvalidInputException(
                    $"{path}, line {row.Line}, column '{caseColumn}': the case '{id}' has a row on line {_rows[id].Line} already; keep one of the rows.");
            }
        }
    }

    /// <summary>Reads a table.</summary>
    /// <param name="path">The CSV file.</param>
    /// <param name="caseColumn">The column that contains the cases' ids.</param>
    /// <exception cref="InvalidInputException">The file cannot be read, has no such column, or has a row that does not fit the header or repeats a case.</exception>
    public static CaseMetadataTable Read(string path, string caseColumn) => new(path, caseColumn);

    /// <summary>The values of a column for cases, in their order.</summary>
    /// <exception cref="InvalidInputException">There is no such column, or no row or no value for a case.</exception>
    public string[] Column(string name, IEnumerable<string> cases)
    {
        return [.. cases.Select(id => Find(name, id)
            ?? throw new InvalidInputException($"{_path} has no row for the case '{id}'; add it, or remove the case from dataset.json."))];
    }

    /// <summary>The value of a column for a case, or null if the table has no row for the case.</summary>
    /// <exception cref="InvalidInputException">There is no such column, or the case has no value in it.</exception>
    public string? Find(string name, string id)
    {
        var column = ColumnOf(name);
        return !_rows.TryGetValue(id, out var row) ? null
            : row.Fields[column].Length > 0 ? row.Fields[column]
            : throw new InvalidInputException($"{_path}, line {row.Line}: column '{name}' is empty for the case '{id}'; fill it in.");
    }

    private int ColumnOf(string name)
    {
        var column = Array.IndexOf(_columns, name);
        if (column < 0)
        {
            throw new InvalidInputException($"{_path} has no column '{name}'; its columns are {string.Join(", ", _columns)}.");
        }

        return Array.LastIndexOf(_columns, name) == column
            ? column
            : throw new InvalidInputException($"{_path} has more than one column '{name}'; rename or remove the others.");
    }
}
