using System.Runtime.InteropServices;
using OrleansDro.Learning.Torch;
using OrleansDro.Robustness.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Tests.Torch;

public sealed class AutocastTests
{
    [Fact]
    public void Open_MatrixProduct_IsInBFloat16UntilDisposed()
    {
        using var scope = NewDisposeScope();
        var matrix = ones([4, 4]);
        using (Autocast.Open(DeviceType.CPU, ScalarType.BFloat16))
        {
            Assert.Equal(ScalarType.BFloat16, matrix.mm(matrix).dtype);
        }

        Assert.Equal(ScalarType.Float32, matrix.mm(matrix).dtype);
    }

    [Fact]
    public void Open_ParameterChangedBetween_CastIsNotKept()
    {
        using var scope = NewDisposeScope();
        var parameter = ones([4, 4], requires_grad: true);
        for (var value = 1; value <= 2; value++)
        {
            using (no_grad())
            {
                parameter.fill_(value);
            }

            using (Autocast.Open(DeviceType.CPU, ScalarType.BFloat16))
            {
                Assert.Equal(4f * value * value, parameter.mm(parameter)[0, 0].to(ScalarType.Float32).item<float>());
            }
        }
    }

    [Fact]
    public void RequireSupport_LibraryWithoutTheFunctions_SaysWhatToSet()
    {
        Autocast.RequireSupport();
        var error = Assert.Throws<InvalidInputException>(() => Autocast.RequireSupport(NativeLibrary.GetMainProgramHandle()));
        Assert.Contains("compute.precision", error.Message, StringComparison.Ordinal);
    }
}
