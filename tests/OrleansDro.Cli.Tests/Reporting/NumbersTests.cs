namespace OrleansDro.Cli.Tests.Reporting;

public sealed class NumbersTests
{
    [Theory]
    [InlineData(0, "0.000")]
    [InlineData(0.8765, "0.877")]
    [InlineData(-0.5, "-0.500")]
    [InlineData(0.00002, "2.0E-5")]
    [InlineData(12.34, "12.3")]
    [InlineData(12345.6, "12,346")]
    [InlineData(double.NaN, "-")]
    public void Format_Number(double value, string expected) => Assert.Equal(expected, Numbers.Format(value));

    [Theory]
    [InlineData(0.25, "+0.250")]
    [InlineData(-0.25, "-0.250")]
    [InlineData(0, "0.000")]
    [InlineData(double.NaN, "-")]
    public void FormatDifference_HasASign(double value, string expected) => Assert.Equal(expected, Numbers.FormatDifference(value));

    [Theory]
    [InlineData(0.4, "0:00")]
    [InlineData(35, "0:35")]
    [InlineData(59.7, "1:00")]
    [InlineData(3725, "1:02:05")]
    [InlineData(100000, "27:46:40")]
    public void Format_Duration(double seconds, string expected) => Assert.Equal(expected, Numbers.Format(TimeSpan.FromSeconds(seconds)));
}
