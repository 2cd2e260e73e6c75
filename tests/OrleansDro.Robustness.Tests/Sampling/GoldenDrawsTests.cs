using System.Security.Cryptography;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Robustness.Tests.Sampling;

public sealed class GoldenDrawsTests
{
    [Theory]
    [InlineData(true, "D819F7B635BC9288DFC5BA15617B9B16E7B1B7E5C87F955AF859AC91F2ECC33F")]
    [InlineData(false, "19247A40F08684C92ADB2F0D0A5E35F7AC0AE1F66B6C50963176E0BE762E34F0")]
    public void Draw_LongRun_DrawsTheSameCasesOnEveryProcessor(bool replacement, string expected)
    {
        var options = new SamplingOptions { Beta = 3, MixingFloor = 0.05, RevisitEvery = 500, Momentum = 0.25, Replacement = replacement };
        var sampler = new HardnessSampler(5000, options, seed: 77);
        sampler.Quarantine(3);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var step = 0; step < 300; step++)
        {
            var batch = sampler.Draw(step, 64);
            foreach (var draw in batch.Draws)
            {
                hash.AppendData(BitConverter.GetBytes(draw.Case));
                hash.AppendData(BitConverter.GetBytes(draw.StaleLoss));
            }

            // Losses of basic operations alone, as sines and the like differ from one C library to another.
            sampler.Report(batch, [.. batch.Draws.Select(draw => (draw.Case * 7919L + step * 104_729L + draw.Slot) % 1000 / 250.0 - step / 100.0)]);
        }

        Assert.Equal(expected, Convert.ToHexString(hash.GetHashAndReset()));
    }
}
