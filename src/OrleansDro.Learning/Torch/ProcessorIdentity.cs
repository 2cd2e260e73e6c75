using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace OrleansDro.Learning.Torch;

/// <summary>The identity of the processor, as the processor reports it.</summary>
public static class ProcessorIdentity
{
    private const int BrandLeaf = unchecked((int)0x80000000);
    private const string ProcessorFile = "/proc/cpuinfo";

    /// <summary>The processor of this process, such as <c>AMD EPYC (AuthenticAMD, family 25, model 17)</c>.</summary>
    public static string Read() => X86Base.IsSupported
        ? Describe(X86Base.CpuId)
        : Describe(RuntimeInformation.ProcessArchitecture, File.Exists(ProcessorFile) ? File.ReadLines(ProcessorFile) : []);

    /// <summary>An x86 processor. Layout of the leaves: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2A, CPUID.</summary>
    /// <param name="cpuId">Returns EAX, EBX, ECX and EDX of a leaf and its sub-leaf.</param>
    internal static string Describe(Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)> cpuId)
    {
        var (_, first, third, second) = cpuId(0, 0);
        var signature = cpuId(1, 0).Eax;
        var baseFamily = (signature >> 8) & 0xF;
        var family = baseFamily + (baseFamily == 0xF ? (signature >> 20) & 0xFF : 0);
        var model = ((signature >> 4) & 0xF) + (baseFamily is 6 or 0xF ? ((signature >> 16) & 0xF) << 4 : 0);
        var (vendor, brand) = (Text(first, second, third), Brand(cpuId));
        return string.Create(CultureInfo.InvariantCulture, $"{(brand.Length > 0 ? brand : "x86")} ({vendor}, family {family}, model {model})");
    }

    /// <summary>Another processor, as Linux describes it.</summary>
    /// <param name="architecture">Its architecture.</param>
    /// <param name="lines">Lines of <c>/proc/cpuinfo</c>; none if there is no such file.</param>
    internal static string Describe(Architecture architecture, IEnumerable<string> lines)
    {
        string[] told = ["CPU implementer", "CPU architecture", "CPU variant", "CPU part"];
        var fields = lines.Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries)).Where(parts => parts.Length == 2).ToLookup(parts => parts[0], parts => parts[1]);
        var known = told.Where(fields.Contains).Select(name => $"{name["CPU ".Length..]} {fields[name].First()}").ToArray();
        var name = architecture.ToString().ToLowerInvariant();
        return known.Length > 0 ? $"{name} ({string.Join(", ", known)})" : name;
    }

    private static string Brand(Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)> cpuId)
    {
        if ((uint)cpuId(BrandLeaf, 0).Eax < unchecked((uint)BrandLeaf + 4))
        {
            return "";
        }

        var brand = string.Concat(Enumerable.Range(BrandLeaf + 2, 3).Select(leaf => cpuId(leaf, 0)).Select(leaf => Text(leaf.Eax, leaf.Ebx, leaf.Ecx, leaf.Edx)));
        return string.Join(' ', brand.Split((char[])[' ', '\0'], StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Text(params ReadOnlySpan<int> registers) => Encoding.ASCII.GetString(MemoryMarshal.AsBytes(registers));
}
