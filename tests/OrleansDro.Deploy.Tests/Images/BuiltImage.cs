using OrleansDro.Deploy.Tests.Pods;

namespace OrleansDro.Deploy.Tests.Images;

/// <summary>
/// The CPU image, built without Docker: the commands of the Dockerfile's build stage in a clean folder that is their root file system, with this machine's SDK and programs in place of
/// the base images'. Built once for all tests.
/// </summary>
public sealed class BuiltImage : IDisposable
{
    private static readonly TimeSpan CommandLimit = TimeSpan.FromMinutes(6);

    // How this machine gets packages, and those that it has.
    private static readonly IEnumerable<KeyValuePair<string, string>> ForPackages = new[] { "NUGET_PACKAGES", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR" }
        .Select(name => KeyValuePair.Create(name, Environment.GetEnvironmentVariable(name) ?? "")).Where(variable => variable.Value.Length > 0);

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<Task<string>> _root;

    public BuiltImage() => _root = new Lazy<Task<string>>(BuildAsync);

    internal Dockerfile Dockerfile { get; } = Dockerfile.Read();

    internal Stage Final => Dockerfile.Stage("final");

    /// <summary>The root file system of the final stage, as far as it comes from the build.</summary>
    internal Task<string> RootAsync() => _root.Value;

    public void Dispose() => _folder.Dispose();

    private async Task<string> BuildAsync()
    {
        var built = Directory.CreateDirectory(_folder.File("build")).FullName;
        var variables = new Dictionary<string, string>(ForPackages)
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
            ["HOME"] = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),

            // A container ends with its command; here a compiler that stays would keep the folder in use.
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",
        };
        var packages = new[] { variables["HOME"], variables.GetValueOrDefault("NUGET_PACKAGES") }.OfType<string>().ToDictionary(folder => folder, folder => new Sandbox.Mount(folder, IsReadOnly: false));
        var workingFolder = "/";
        foreach (var instruction in Dockerfile.Stage("build").Instructions)
        {
            switch (instruction.Name)
            {
                case "ARG":
                    variables.Add(instruction.Text, Dockerfile.Arguments[instruction.Text]);
                    break;
                case "ENV":
                    foreach (var (name, value) in instruction.Variables)
                    {
                        variables[name] = value;
                    }

                    break;
                case "WORKDIR":
                    workingFolder = instruction.Text;
                    Directory.CreateDirectory(built + workingFolder);
                    break;
                case "COPY":
                    Assert.Equal(". .", instruction.Text);
                    BuildContext.CopyTo(built + workingFolder);
                    break;
                case "RUN":
                    await new Sandbox(built) { Environment = variables, WorkingFolder = workingFolder, Mounts = packages }.RunAsync(["sh", "-c", instruction.Text], CommandLimit);
                    break;
                default:
                    throw new NotSupportedException($"{instruction.Name} in the build stage.");
            }
        }

        return AssembleFinal(built);
    }

    private string AssembleFinal(string built)
    {
        var root = Directory.CreateDirectory(_folder.File("final")).FullName;
        foreach (var instruction in Final.Instructions.Where(instruction => instruction.Name == "COPY" && instruction.Option("from") is not null))
        {
            Assert.Equal("build", instruction.Option("from"));
            var (source, target) = (instruction.Text.Split(' ')[0], Path.GetFullPath(instruction.Text.Split(' ')[1], Final.Last("WORKDIR")!));
            if (target == "/")
            {
                foreach (var folder in Directory.GetDirectories(built + source))
                {
                    Directory.Move(folder, Path.Combine(root, Path.GetFileName(folder)));
                }
            }
            else
            {
                Directory.Move(built + source, root + target);
            }
        }

        return root;
    }
}
