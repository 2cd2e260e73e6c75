namespace OrleansDro.Grains.Training.Replicas;

/// <summary>Finds where a prediction of a volume is most wrong.</summary>
internal static class LargestError
{
    /// <summary>The voxel nearest to the middle of the largest region of wrong voxels that touch each other by their faces; null if no voxel is wrong.</summary>
    /// <param name="reference">The reference labels.</param>
    /// <param name="prediction">The predicted labels.</param>
    /// <param name="shape">The shape of the volume, slowest dimension first.</param>
    public static (int Z, int Y, int X)? Find(ReadOnlySpan<int> reference, ReadOnlySpan<int> prediction, IReadOnlyList<int> shape)
    {
        var (depth, height, width) = (shape[0], shape[1], shape[2]);
        var isOpen = new bool[reference.Length];
        for (var i = 0; i < isOpen.Length; i++)
        {
            isOpen[i] = reference[i] != prediction[i];
        }

        List<int> largest = [];
        for (var i = 0; i < isOpen.Length; i++)
        {
            if (isOpen[i] && Region(i) is var region && region.Count > largest.Count)
            {
                largest = region;
            }
        }

        if (largest.Count == 0)
        {
            return null;
        }

        var places = largest.ConvertAll(Place);
        var (z, y, x) = (places.Average(place => place.Z), places.Average(place => place.Y), places.Average(place => place.X));
        return places.MinBy(place => Square(place.Z - z) + Square(place.Y - y) + Square(place.X - x));

        (int Z, int Y, int X) Place(int index) => (index / (height * width), index / width % height, index % width);

        List<int> Region(int start)
        {
            List<int> region = [start];
            isOpen[start] = false;
            for (var next = 0; next < region.Count; next++)
            {
                var (atZ, atY, atX) = Place(region[next]);
                Visit(region, region[next] - (height * width), atZ > 0);
                Visit(region, region[next] + (height * width), atZ < depth - 1);
                Visit(region, region[next] - width, atY > 0);
                Visit(region, region[next] + width, atY < height - 1);
                Visit(region, region[next] - 1, atX > 0);
                Visit(region, region[next] + 1, atX < width - 1);
            }

            return region;
        }

        void Visit(List<int> region, int index, bool isInside)
        {
            if (isInside && isOpen[index])
            {
                isOpen[index] = false;
                region.Add(index);
            }
        }
    }

    private static double Square(double value) => value * value;
}
