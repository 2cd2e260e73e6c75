using System.Text.Json;

namespace OrleansDro.Cluster.Tests.Monitoring;

/// <summary>What a newcomer needs in every panel.</summary>
public sealed class DashboardTests
{
    public static TheoryData<string> Files => [.. Dashboard.All.Select(dashboard => dashboard.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void EachPanel_HasTitleUnitAndDescription(string file)
    {
        foreach (var panel in Find(file).Panels)
        {
            var title = Dashboard.Text(panel, "title");
            Assert.NotEmpty(title);
            Assert.True(Dashboard.Text(panel, "description").EndsWith('.'), $"The panel '{title}' needs a description in sentences.");
            var unit = Dashboard.Text(panel.GetProperty("fieldConfig").GetProperty("defaults"), "unit");
            Assert.NotEmpty(unit);
            var queries = Dashboard.QueriesOf(panel, "run", "job");
            Assert.NotEmpty(queries);
            Assert.True(unit != "none" || !queries.Any(query => query.Expression.Contains("rate(", StringComparison.Ordinal)), $"The panel '{title}' shows a rate, which has a unit.");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EachPanel_HasANumberAndAPlaceOfItsOwn(string file)
    {
        var dashboard = Find(file);
        var panels = dashboard.Rows.Concat(dashboard.Panels).ToArray();
        Assert.Equal(panels.Length, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        var cells = panels.Select(panel => panel.GetProperty("gridPos")).SelectMany(CellsOf).ToArray();
        Assert.Equal(cells.Length, cells.Distinct().Count());
        Assert.DoesNotContain(cells, cell => cell.X >= 24);
    }

    /// <summary>A dashboard that is provisioned must not ask for a data source of one installation.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void EachPanel_AsksTheDataSourceThatIsChosen(string file)
    {
        var dashboard = Find(file);
        Assert.Equal("datasource", Dashboard.Text(dashboard.Root.GetProperty("templating").GetProperty("list")[0], "type"));
        Assert.All(dashboard.Panels, panel => Assert.Equal("${datasource}", Dashboard.Text(panel.GetProperty("datasource"), "uid")));
        Assert.StartsWith("orleansdro-", Dashboard.Text(dashboard.Root, "uid"), StringComparison.Ordinal);
    }

    private static Dashboard Find(string file) => Dashboard.All.Single(dashboard => dashboard.File == file);

    private static IEnumerable<(int X, int Y)> CellsOf(JsonElement place) =>
        from x in Enumerable.Range(place.GetProperty("x").GetInt32(), place.GetProperty("w").GetInt32())
        from y in Enumerable.Range(place.GetProperty("y").GetInt32(), place.GetProperty("h").GetInt32())
        select (x, y);
}
