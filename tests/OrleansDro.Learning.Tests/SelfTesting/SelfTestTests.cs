using OrleansDro.Learning.Data;
using OrleansDro.Learning.Losses;
using OrleansDro.Learning.Models;
using OrleansDro.Learning.SelfTesting;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Tests.SelfTesting;

public sealed class SelfTestTests
{
    private static readonly TaskDescription Volumes = new(TaskKind.Segmentation, 1, ["background", "one", "two"], [16, 8, 8]);
    private static readonly TaskDescription Images = new(TaskKind.Classification, 1, ["one", "two", "three"], [8, 8]);

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Run_ShippedNetworks_Pass(ScalarType precision)
    {
        Func<nn.Module<Tensor, Tensor>>[] volumes =
        [
            () => new UNet3d(new UNet3dOptions(), Volumes),
            () => new UNet3d(new UNet3dOptions { Channels = [8, 16, 32] }, Volumes),
            () => new UNet3d(new UNet3dOptions { Channels = [12, 20, 24] }, Volumes, new ChannelPadding(ChannelPadding.VectorWidth)),
            () => new UNet3d(new UNet3dOptions { Channels = [40, 72] }, Volumes, new ChannelPadding(ChannelPadding.VectorWidth)),
        ];
        Assert.All(volumes, create => RequirePassed(Run(create, precision)));
        RequirePassed(SelfTest.Run(new SelfTestSubject
        {
            Name = "cnn",
            CreateModel = () => new ConvolutionalClassifier(new ConvolutionalClassifierOptions(), Images),
            Loss = new CrossEntropyLoss(),
            Task = Images,
            Device = CPU,
            Precision = precision,
            Seed = 1,
        }));
    }

    [Fact]
    public void Run_Dropout_DrawsTheSameMaskInTheReference() =>
        RequirePassed(Run(() => nn.Sequential(nn.Conv3d(1, 16, 3, padding: 1), nn.LeakyReLU(), nn.Dropout(0.5), nn.Conv3d(16, 3, 1))));

    [Fact]
    public void Run_BiasInFrontOfANorm_IsNotTakenForWrong() =>
        RequirePassed(Run(() => nn.Sequential(nn.Conv3d(1, 16, 3, padding: 1), Normalization.CreateGroupNorm(16, 16), nn.LeakyReLU(), nn.Conv3d(16, 3, 1))));

    [Theory]
    [InlineData(ScalarType.Float32, 1e-3)]
    [InlineData(ScalarType.BFloat16, 0.3)]
    public void Run_WrongOutput_NamesTheFirstWrongLayer(ScalarType precision, double size)
    {
        var report = Run(() => WithFault(ErringLayer.Fault.Output, size), precision);
        Assert.False(report.Passed);
        Assert.Contains("'1'", report.Deviations[0].Part, StringComparison.Ordinal);
        Assert.True(report.Deviations[0].Error > report.Deviations[0].Tolerance);
    }

    [Theory]
    [InlineData(ScalarType.Float32, 1e-2)]
    [InlineData(ScalarType.BFloat16, 0.4)]
    public void Run_WrongGradient_NamesTheLayerBeforeIt(ScalarType precision, double size)
    {
        var report = Run(() => WithFault(ErringLayer.Fault.Gradient, size), precision);
        Assert.True(report.IsRepeatable);
        Assert.All(report.Deviations, deviation => Assert.Contains("gradient of '0.", deviation.Part, StringComparison.Ordinal));
        Assert.Equal(2, report.Deviations.Count);
    }

    [Fact]
    public void Run_NotANumber_Fails()
    {
        var report = Run(() => WithFault(ErringLayer.Fault.NotANumber, 0));
        Assert.Contains("'1'", report.Deviations[0].Part, StringComparison.Ordinal);
        Assert.False(double.IsFinite(report.Deviations[0].Error));
    }

    [Fact]
    public void Run_OtherBitsEachTime_FailsAlthoughEachIsRightWithinRounding()
    {
        var report = Run(() => WithFault(ErringLayer.Fault.Unrepeatable, 2e-7));
        Assert.Empty(report.Deviations);
        Assert.False(report.IsRepeatable);
        Assert.False(report.Passed);
    }

    private static nn.Module<Tensor, Tensor> WithFault(ErringLayer.Fault fault, double size) =>
        nn.Sequential(nn.Conv3d(1, 16, 3, padding: 1), new ErringLayer(fault, size), nn.Conv3d(16, 3, 1));

    private static SelfTestReport Run(Func<nn.Module<Tensor, Tensor>> create, ScalarType precision = ScalarType.Float32) => SelfTest.Run(new SelfTestSubject
    {
        Name = "network",
        CreateModel = create,
        Loss = new DiceCrossEntropyLoss(),
        Task = Volumes,
        Device = CPU,
        Precision = precision,
        Seed = 1,
    });

    private static void RequirePassed(SelfTestReport report) => Assert.True(report.Passed, report.ToString());
}
