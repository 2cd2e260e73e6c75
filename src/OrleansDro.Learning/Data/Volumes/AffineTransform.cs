namespace OrleansDro.Learning.Data.Volumes;

/// <summary>A 3 x 4 matrix that carries a point (x, y, z) to another: the left three columns times the point, plus the last column.</summary>
public sealed class AffineTransform
{
    private const int Rows = 3, Columns = 4;
    private readonly double[] _elements;

    /// <summary>Creates a transform.</summary>
    /// <param name="elements">Twelve numbers, row after row.</param>
    /// <exception cref="ArgumentException">Not twelve numbers.</exception>
    public AffineTransform(ReadOnlySpan<double> elements)
    {
        _elements = elements.Length == Rows * Columns ? elements.ToArray() : throw new ArgumentException("An affine transform has 12 elements.", nameof(elements));
    }

    /// <summary>An element; rows 0 to 2, columns 0 to 3.</summary>
    public double this[int row, int column] => _elements[(row * Columns) + column];

    /// <summary>False for a transform that flattens space or contains NaN or infinity.</summary>
    public bool IsInvertible
    {
        get
        {
            var scale = ColumnLength(0) * ColumnLength(1) * ColumnLength(2);
            return _elements.All(double.IsFinite) && Math.Abs(Determinant) > 1e-9 * scale;
        }
    }

    private double Determinant =>
        (this[0, 0] * Cofactor(0, 0)) + (this[0, 1] * Cofactor(0, 1)) + (this[0, 2] * Cofactor(0, 2));

    /// <summary>Scales each axis.</summary>
    public static AffineTransform Scale(double x, double y, double z) => new([x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0]);

    /// <summary>The length of column 0, 1 or 2: for a voxel-to-millimeter transform, the spacing along x, y or z.</summary>
    public double ColumnLength(int column) =>
        Math.Sqrt((this[0, column] * this[0, column]) + (this[1, column] * this[1, column]) + (this[2, column] * this[2, column]));

    /// <summary>The transform that applies <paramref name="first"/>, then this one.</summary>
    public AffineTransform After(AffineTransform first)
    {
        var product = new double[Rows * Columns];
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                product[(row * Columns) + column] = (this[row, 0] * first[0, column]) + (this[row, 1] * first[1, column])
                    + (this[row, 2] * first[2, column]) + (column == 3 ? this[row, 3] : 0);
            }
        }

        return new AffineTransform(product);
    }

    /// <summary>The transform that undoes this one.</summary>
    /// <exception cref="InvalidOperationException">The transform is not invertible.</exception>
    public AffineTransform Inverse()
    {
        if (!IsInvertible)
        {
            throw new InvalidOperationException("The affine transform is not invertible.");
        }

        var determinant = Determinant;
        var inverse = new double[Rows * Columns];
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Rows; column++)
            {
                inverse[(row * Columns) + column] = Cofactor(column, row) / determinant;
            }

            for (var column = 0; column < Rows; column++)
            {
                inverse[(row * Columns) + 3] -= inverse[(row * Columns) + column] * this[column, 3];
            }
        }

        return new AffineTransform(inverse);
    }

    /// <summary>Transforms a point.</summary>
    public (double X, double Y, double Z) Apply(double x, double y, double z) =>
        ((this[0, 0] * x) + (this[0, 1] * y) + (this[0, 2] * z) + this[0, 3],
         (this[1, 0] * x) + (this[1, 1] * y) + (this[1, 2] * z) + this[1, 3],
         (this[2, 0] * x) + (this[2, 1] * y) + (this[2, 2] * z) + this[2, 3]);

    // Cyclic indices give the cofactor its sign.
    private double Cofactor(int row, int column)
    {
        int r1 = (row + 1) % 3, r2 = (row + 2) % 3, c1 = (column + 1) % 3, c2 = (column + 2) % 3;
        return (this[r1, c1] * this[r2, c2]) - (this[r1, c2] * this[r2, c1]);
    }
}
