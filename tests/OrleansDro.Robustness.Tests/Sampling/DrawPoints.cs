using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Robustness.Tests.Sampling;

/// <summary>Points that a draw may begin with, those that are hard to get right among them.</summary>
internal static class DrawPoints
{
    /// <summary>Points of every kind that the root has cases of: both ends, those at borders between parts and just beside them, and random ones.</summary>
    public static IEnumerable<DrawPoint> Of(HardnessMass root, IEnumerable<HardnessMass> parts, double beta, Random random)
    {
        foreach (var kind in Enum.GetValues<DrawKind>())
        {
            var length = new DrawPoint(kind, 0).LengthOn(root);
            if (length == 0)
            {
                continue;
            }

            yield return new DrawPoint(kind, 0);
            for (var i = 0; i < 40; i++)
            {
                var offset = random.NextDouble() * length;
                yield return new DrawPoint(kind, kind == DrawKind.Seen ? offset : Math.Floor(offset));
            }
        }

        var scale = new MassScale(beta);
        var border = 0.0;
        foreach (var part in parts.Where(part => part.SeenCases > 0).Take(70))
        {
            border += part.ScaledSum * Math.Pow(2, scale.ExponentOf(part.MaximumLoss) - scale.ExponentOf(root.MaximumLoss));
            yield return new DrawPoint(DrawKind.Seen, Math.BitDecrement(border));
            yield return new DrawPoint(DrawKind.Seen, border);
            yield return new DrawPoint(DrawKind.Seen, Math.BitIncrement(border));
        }

        if (root.SeenCases > 0)
        {
            yield return new DrawPoint(DrawKind.Seen, Math.BitDecrement(root.ScaledSum));
            yield return new DrawPoint(DrawKind.Seen, root.ScaledSum);
        }
    }
}
