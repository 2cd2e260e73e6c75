using OrleansDro.Learning.Data.Volumes;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.Data.Augmentation;

/// <summary>
/// A smooth random displacement of each voxel of a patch: a uniform cubic B-spline over a coarse grid of control points, each displaced
/// uniformly within the given bound. The spline's weights are positive and sum to 1, so that no voxel moves further than the bound.
/// </summary>
internal sealed class ElasticField
{
    private const int Support = 4; // control points that a voxel depends on, along each axis
    private const int Components = 3;

    private readonly Axis _depth, _height, _width;
    private readonly bool _isSlice;
    private readonly float[] _control; // component, depth, height, width
    private readonly float[] _line; // component, width: the control points blended for one row of voxels

    public ElasticField(VolumeShape patch, double spacing, double displacement, CounterRandom random)
    {
        (_depth, _height, _width) = (new Axis(patch.Depth, spacing), new Axis(patch.Height, spacing), new Axis(patch.Width, spacing));
        _isSlice = patch.Depth == 1;
        _control = new float[Components * _depth.ControlPoints * _height.ControlPoints * _width.ControlPoints];
        _line = new float[Components * _width.ControlPoints];
        for (var i = 0; i < _control.Length; i++)
        {
            _control[i] = (float)(((2 * random.NextDouble()) - 1) * displacement);
        }
    }

    /// <summary>Writes the displacements of one row of the patch, in voxels.</summary>
    public void Row(int z, int y, Span<float> alongX, Span<float> alongY, Span<float> alongZ)
    {
        BlendLine(z, y);
        var points = _width.ControlPoints;
        for (var x = 0; x < alongX.Length; x++)
        {
            var first = _width.First[x];
            var weights = _width.Weights.AsSpan(x * Support, Support);
            float sumX = 0, sumY = 0, sumZ = 0;
            for (var i = 0; i < Support; i++)
            {
                sumX += weights[i] * _line[first + i];
                sumY += weights[i] * _line[points + first + i];
                sumZ += weights[i] * _line[(2 * points) + first + i];
            }

            (alongX[x], alongY[x], alongZ[x]) = (sumX, sumY, _isSlice ? 0 : sumZ);
        }
    }

    private void BlendLine(int z, int y)
    {
        var points = _width.ControlPoints;
        Array.Clear(_line);
        for (var component = 0; component < Components; component++)
        {
            var line = _line.AsSpan(component * points, points);
            for (var i = 0; i < Support; i++)
            {
                for (var j = 0; j < Support; j++)
                {
                    var weight = _depth.Weights[(z * Support) + i] * _height.Weights[(y * Support) + j];
                    var row = ((((component * _depth.ControlPoints) + _depth.First[z] + i) * _height.ControlPoints) + _height.First[y] + j) * points;
                    for (var x = 0; x < points; x++)
                    {
                        line[x] += weight * _control[row + x];
                    }
                }
            }
        }
    }

    private sealed class Axis
    {
        public Axis(int extent, double spacing)
        {
            ControlPoints = (int)((extent - 1) / spacing) + Support;
            First = new int[extent];
            Weights = new float[extent * Support];
            for (var i = 0; i < extent; i++)
            {
                var position = i / spacing;
                First[i] = (int)position;
                var t = position - First[i];
                Weights[i * Support] = (float)((1 - t) * (1 - t) * (1 - t) / 6);
                Weights[(i * Support) + 1] = (float)(((3 * t * t * t) - (6 * t * t) + 4) / 6);
                Weights[(i * Support) + 2] = (float)(((-3 * t * t * t) + (3 * t * t) + (3 * t) + 1) / 6);
                Weights[(i * Support) + 3] = (float)(t * t * t / 6);
            }
        }

        public int ControlPoints { get; }

        public int[] First { get; }

        public float[] Weights { get; }
    }
}
