using OrleansDro.Abstractions.Results;
using OrleansDro.Grains.Coordination.Status;

namespace OrleansDro.Grains.Tests.Coordination.Status;

public sealed class PreviewCollectorTests
{
    private const int Slow = 8, Unreadable = 9;

    [Fact]
    public async Task Collect_OneCannotBeRead_IsLeftOut() => Assert.Equal(["7", "6"], await Make(7, Unreadable, 6));

    [Fact]
    public async Task Collect_OneTakesTooLong_ThoseBeforeWillDo() => Assert.Equal(["7"], await Make(7, Slow, 6));

    private static async Task<IEnumerable<string>> Make(params int[] cases) => (await PreviewCollector.Collect(cases, Predict)).Select(picture => picture.Id);

    /// <summary>A trainer that can predict one case during a call, not two.</summary>
    private static Task<CasePreview[]> Predict(int[] cases) => cases switch
    {
        [Unreadable] => Task.FromResult<CasePreview[]>([]),
        [not Slow] => Task.FromResult<CasePreview[]>([new CasePreview($"{cases[0]}", null, 0, 1, 1, [0], [], [], "")]),
        _ => Task.FromException<CasePreview[]>(new TimeoutException()),
    };
}
