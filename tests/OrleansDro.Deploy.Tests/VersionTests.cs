using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OrleansDro.Deploy.Tests;

/// <summary>The version has one place, Directory.Build.props; the images of manifests and guides are of that version.</summary>
public sealed partial class VersionTests
{
    [Fact]
    public void Images_OfManifestsAndGuides_HaveTheVersionOfTheBuild()
    {
        var version = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value;
        string[] files = [Path.Combine(Repository.Root, "Dockerfile"), .. Directory.GetFiles(Path.Combine(Repository.Root, "deploy"), "*", SearchOption.AllDirectories)];
        var images = (from file in files
                      from Match match in Image().Matches(File.ReadAllText(file))
                      select (File: Path.GetRelativePath(Repository.Root, file), Version: match.Groups[1].Value)).ToArray();
        Assert.InRange(images.Length, 5, 100);
        Assert.All(images, image => Assert.True(image.Version == version, $"{image.File} names an image of version {image.Version}; the build is of version {version}."));
    }

    [GeneratedRegex(@"\borleansdro(?:-cuda)?:(\d[\w.-]*)")]
    private static partial Regex Image();
}
