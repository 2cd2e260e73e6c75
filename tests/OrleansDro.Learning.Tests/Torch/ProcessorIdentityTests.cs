using System.Runtime.InteropServices;
using System.Text;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Learning.Tests.Torch;

/// <summary>The processor's name from CPUID leaves, as processors give them.</summary>
public sealed class ProcessorIdentityTests
{
    [Theory]
    [InlineData("AuthenticAMD", 0x00A10F11, "AMD EPYC                                        ", "AMD EPYC (AuthenticAMD, family 25, model 17)")]
    [InlineData("GenuineIntel", 0x000806F8, "Intel(R)  Xeon(R) Platinum 8480+\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "Intel(R) Xeon(R) Platinum 8480+ (GenuineIntel, family 6, model 143)")]
    public void Describe_KnownProcessors_FamilyAndModelWithTheirExtensions(string vendor, int signature, string brand, string expected) =>
        Assert.Equal(expected, ProcessorIdentity.Describe(Leaves(vendor, signature, brand)));

    [Fact]
    public void Describe_NoBrand_IsNamedByItsArchitecture() =>
        Assert.Equal("x86 (GenuineIntel, family 5, model 2)", ProcessorIdentity.Describe(Leaves("GenuineIntel", 0x520, brand: null)));

    [Fact]
    public void Describe_Arm_ByWhatLinuxTells()
    {
        string[] lines = ["processor\t: 0", "CPU implementer\t: 0x41", "CPU architecture: 8", "CPU variant\t: 0x1", "CPU part\t: 0xd40", "", "processor\t: 1", "CPU implementer\t: 0x41"];
        Assert.Equal("arm64 (implementer 0x41, architecture 8, variant 0x1, part 0xd40)", ProcessorIdentity.Describe(Architecture.Arm64, lines));
        Assert.Equal("arm64", ProcessorIdentity.Describe(Architecture.Arm64, []));
    }

    [Fact]
    public void Read_ThisProcessor_SaysSomething() => Assert.NotEmpty(ProcessorIdentity.Read());

    private static Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)> Leaves(string vendor, int signature, string? brand) => (leaf, _) => (uint)leaf switch
    {
        0 => (16, Word(vendor, 0), Word(vendor, 2), Word(vendor, 1)),
        1 => (signature, 0, 0, 0),
        0x80000000 => (brand is null ? 0 : unchecked((int)0x80000008), 0, 0, 0),
        >= 0x80000002 and <= 0x80000004 and var part => BrandPart(brand!, (int)(part - 0x80000002) * 4),
        _ => default,
    };

    private static (int Eax, int Ebx, int Ecx, int Edx) BrandPart(string brand, int word) => (Word(brand, word), Word(brand, word + 1), Word(brand, word + 2), Word(brand, word + 3));

    private static int Word(string text, int word) => BitConverter.ToInt32(Encoding.ASCII.GetBytes(text), 4 * word);
}
