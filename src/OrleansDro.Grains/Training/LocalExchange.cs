using OrleansDro.Learning.Torch;
using OrleansDro.Learning.Training;

namespace OrleansDro.Grains.Training;

/// <summary>The exchange of a trainer that has all micro-batches: nothing travels, and with one micro-batch nothing is even copied.</summary>
internal sealed class LocalExchange(Replica replica, TorchThread thread, int microBatches) : IGradientExchange
{
    private readonly float[][] _gradients = microBatches == 1 ? [] : [.. Enumerable.Range(0, microBatches).Select(_ => new float[replica.Parameters.Count])];
    private readonly double[] _weightSums = new double[microBatches];

    public void Collect(int microBatch, double weightSum)
    {
        _weightSums[microBatch] = weightSum;
        if (_gradients.Length > 0)
        {
            replica.Parameters.CopyGradientTo(_gradients[microBatch]);
        }
    }

    public async Task<double> Reduce(long step)
    {
        if (_gradients.Length > 0)
        {
            await thread.Run(() => replica.Parameters.SetGradient(TreeSum.InPlace(_gradients)));
        }

        return TreeSum.Of(_weightSums);
    }
}
