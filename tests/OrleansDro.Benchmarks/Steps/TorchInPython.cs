using System.ComponentModel;
using System.Diagnostics;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Benchmarks.Steps;

/// <summary>Finds a Python that has PyTorch.</summary>
internal static class TorchInPython
{
    private static readonly string[] Usual = ["/usr/bin/python3", "python3"];
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>The program to start.</summary>
    /// <param name="asked">The one to use, or null for the first of the usual ones that has PyTorch.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="InvalidInputException">None has PyTorch.</exception>
    public static async Task<string> FindAsync(string? asked, CancellationToken cancellationToken)
    {
        string[] candidates = asked is null ? Usual : [asked];
        foreach (var program in candidates)
        {
            if (await HasTorchAsync(program, cancellationToken))
            {
                return program;
            }
        }

        throw new InvalidInputException(
            $"No Python with PyTorch: 'import torch' fails with {string.Join(" and with ", candidates)}. Install PyTorch (Debian: apt-get install python3-torch), or name a Python that has it with --python PATH.");
    }

    private static async Task<bool> HasTorchAsync(string program, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, ["-c", "import torch"]) { RedirectStandardError = true })!;
            try
            {
                await process.StandardError.ReadToEndAsync(cancellationToken).WaitAsync(Limit, cancellationToken);
                await process.WaitForExitAsync(cancellationToken).WaitAsync(Limit, cancellationToken);
                return process.ExitCode == 0;
            }
            finally
            {
                process.Kill();
            }
        }
        catch (Win32Exception)
        {
            return false; // no such program
        }
    }
}
