using System.Text.Json;
using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.Losses;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Tests.Configuration;

/// <summary>Components of a user's own that a program loads from an assembly.</summary>
public sealed class CatalogAssemblyTests
{
    private static readonly string Own = typeof(CatalogAssemblyTests).Assembly.Location;

    [Fact]
    public void Extend_AssemblyWithExtension_SpecCanNameItsLoss()
    {
        var catalog = LearningCatalog.CreateDefault();
        CatalogAssembly.Extend(Own, catalog);
        var loss = catalog.CreateLoss(TestExtension.Loss, JsonSerializer.SerializeToElement(new { }), SmallSegmentation.Task);
        Assert.IsType<CrossEntropyLoss>(loss);
    }

    [Fact]
    public void Extend_NameThatTheCatalogHas_NamesTypeFileAndReason()
    {
        var catalog = LearningCatalog.CreateDefault();
        CatalogAssembly.Extend(Own, catalog);
        RequireError(() => CatalogAssembly.Extend(Own, catalog), nameof(TestExtension), Own, TestExtension.Loss);
    }

    [Fact]
    public void Extend_FileThatDoesNotExist_NamesIt() => RequireError(() => CatalogAssembly.Extend("none.dll", LearningCatalog.CreateDefault()), "none.dll");

    [Fact]
    public void Extend_FileThatIsNoAssembly_NamesIt()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("text.dll");
        File.WriteAllText(file, "no assembly");
        RequireError(() => CatalogAssembly.Extend(file, LearningCatalog.CreateDefault()), file);
    }

    [Fact]
    public void Extend_AssemblyWithoutExtension_NamesTheInterface() =>
        RequireError(() => CatalogAssembly.Extend(typeof(InvalidInputException).Assembly.Location, LearningCatalog.CreateDefault()), nameof(ICatalogExtension));

    [Fact]
    public void Extend_FileThatEveryUserCanChange_IsRefusedWithTheRemedy()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such rights.");
            return;
        }

        using var folder = new TemporaryFolder();
        var file = folder.File("own.dll");
        File.Copy(Own, file);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherWrite);
        RequireError(() => CatalogAssembly.Extend(file, LearningCatalog.CreateDefault()), file, "chmod o-w");
    }

    private static void RequireError(Action extend, params string[] parts)
    {
        var message = Assert.Throws<InvalidInputException>(extend).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    public sealed class TestExtension : ICatalogExtension
    {
        public const string Loss = "loss-of-the-test";

        public void Extend(LearningCatalog catalog) => catalog.AddLoss<NoOptions>(Loss, (_, _) => new CrossEntropyLoss());
    }
}
