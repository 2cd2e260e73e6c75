using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.Data.Idx;

/// <summary>Some of the images of an IDX file, in memory.</summary>
internal sealed class IdxCaseSource(
    IReadOnlyList<CaseDescription> cases, int[] positions, IdxArray images, IdxArray labels, double mean, double scale) : ICaseSource
{
    private readonly int[] _shape = [images.Shape[1], images.Shape[2]];

    public IReadOnlyList<CaseDescription> Cases => cases;

    public void LoadForTraining(int index, CounterRandom random, Span<float> input, Span<int> target)
    {
        Standardize(index, input);
        target[0] = Label(index);
    }

    public EvaluationCase LoadForEvaluation(int index)
    {
        var input = new float[_shape[0] * _shape[1]];
        Standardize(index, input);
        return new EvaluationCase(input, _shape, [Label(index)], []);
    }

    private int Label(int index) => labels.Values.Span[positions[index]];

    private void Standardize(int index, Span<float> input)
    {
        var length = _shape[0] * _shape[1];
        var image = images.Values.Span.Slice(positions[index] * length, length);
        for (var i = 0; i < length; i++)
        {
            input[i] = (float)((image[i] - mean) * scale);
        }
    }
}
