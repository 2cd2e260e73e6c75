namespace OrleansDro.Hosting.Tests.Dashboard;

/// <summary>Images of 8 x 8 pixels in IDX files: those of class 0 are bright above, those of class 1 below.</summary>
internal static class SmallImages
{
    public const int TrainingCases = 8;
    private const int Side = 8;
    private const byte Labels = 1, Images = 3; // dimensions

    /// <summary>Writes the files.</summary>
    public static void Write(TemporaryFolder folder)
    {
        foreach (var (prefix, count) in new[] { ("train", TrainingCases), ("t10k", 2) })
        {
            var numbers = Enumerable.Range(0, count).ToArray();
            folder.Write($"{prefix}-labels-idx1-ubyte", [0, 0, 8, Labels, .. Size(count), .. numbers.Select(ClassOf)]);
            folder.Write($"{prefix}-images-idx3-ubyte", [0, 0, 8, Images, .. Size(count), .. Size(Side), .. Size(Side), .. numbers.SelectMany(PixelsOf)]);
        }
    }

    private static byte ClassOf(int number) => (byte)(number % 2);

    private static IEnumerable<byte> PixelsOf(int number) => Enumerable.Range(0, Side * Side).Select(pixel => (byte)(pixel * 2 / (Side * Side) == ClassOf(number) ? 200 + number : 0));

    private static byte[] Size(int size) => [0, 0, 0, (byte)size];
}
