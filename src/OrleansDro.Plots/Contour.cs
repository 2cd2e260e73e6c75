using System.Globalization;
using System.Text;

namespace OrleansDro.Plots;

/// <summary>The outline of a label along the edges of its pixels.</summary>
internal static class Contour
{
    /// <summary>The outline as the data of an SVG path in units of pixels.</summary>
    public static string Trace(byte[] labels, int width, int height, byte label)
    {
        var path = new StringBuilder();
        for (var y = 0; y <= height; y++)
        {
            Edges(width, x => IsInside(x, y) != IsInside(x, y - 1), (from, to) => Append(from, y, 'h', to - from));
        }

        for (var x = 0; x <= width; x++)
        {
            Edges(height, y => IsInside(x, y) != IsInside(x - 1, y), (from, to) => Append(x, from, 'v', to - from));
        }

        return path.ToString();

        bool IsInside(int x, int y) => x >= 0 && x < width && y >= 0 && y < height && labels[(y * width) + x] == label;

        void Append(int x, int y, char direction, int length) => path.Append(CultureInfo.InvariantCulture, $"M{x} {y}{direction}{length}");
    }

    /// <summary>Joins neighboring edges to one line.</summary>
    private static void Edges(int count, Func<int, bool> isEdge, Action<int, int> line)
    {
        var start = -1;
        for (var i = 0; i <= count; i++)
        {
            var inside = i < count && isEdge(i);
            if (inside && start < 0)
            {
                start = i;
            }
            else if (!inside && start >= 0)
            {
                line(start, i);
                start = -1;
            }
        }
    }
}
