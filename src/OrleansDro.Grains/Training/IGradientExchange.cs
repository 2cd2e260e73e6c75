namespace OrleansDro.Grains.Training;

/// <summary>
/// Turns the gradients of a trainer's micro-batches into the gradient of the step, over all trainers. What the trainer's gradient vector holds after
/// <see cref="Reduce"/> has the same bits for every trainer and every distribution of the micro-batches.
/// </summary>
internal interface IGradientExchange
{
    /// <summary>Takes a micro-batch's gradient from the replica. On the Torch thread, right after the micro-batch.</summary>
    void Collect(int microBatch, double weightSum);

    /// <summary>Waits for all micro-batches of the step and puts their sum into the replica.</summary>
    /// <returns>The sum of all importance weights.</returns>
    Task<double> Reduce(long step);
}
