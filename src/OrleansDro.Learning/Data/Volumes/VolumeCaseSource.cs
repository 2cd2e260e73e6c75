using OrleansDro.Learning.Data.Augmentation;
using OrleansDro.Learning.Data.Caching;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.Data.Volumes;

/// <summary>Cases whose examples are patches of prepared volumes. Several sources may share one cache, each with keys of its own.</summary>
/// <typeparam name="TKey">The key of a case in the cache.</typeparam>
internal sealed class VolumeCaseSource<TKey>(
    IReadOnlyList<CaseDescription> cases,
    IReadOnlyList<TKey> keys,
    CaseCache<TKey, PreparedVolume> volumes,
    VolumeShape patch,
    double foregroundOversampling,
    Augmenter augmenter) : ICaseSource
    where TKey : notnull
{
    public IReadOnlyList<CaseDescription> Cases => cases;

    public void LoadForTraining(int index, CounterRandom random, Span<float> input, Span<int> target)
    {
        var volume = volumes.Get(keys[index]);
        augmenter.Cut(volume, PatchLocation.Draw(volume, patch, foregroundOversampling, random), patch, random, input, target);
    }

    public EvaluationCase LoadForEvaluation(int index)
    {
        var volume = volumes.Get(keys[index]);
        var shape = volume.Shape;
        if (volume.Reference is not { } reference)
        {
            return new EvaluationCase(volume.Image.ToArray(), shape.ToList(), ToClasses(volume.Labels), shape.ToList());
        }

        return new EvaluationCase(
            volume.Image.ToArray(),
            shape.ToList(),
            ToClasses(reference.Labels.Span),
            reference.Shape.ToList(),
            predicted => Resampling.Nearest<int>(predicted, shape, reference.Shape));
    }

    private static int[] ToClasses(ReadOnlySpan<byte> labels)
    {
        var classes = new int[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            classes[i] = labels[i];
        }

        return classes;
    }
}
