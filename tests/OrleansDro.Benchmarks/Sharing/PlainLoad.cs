using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OrleansDro.Grains.Scheduling;
using OrleansDro.Learning.Torch;
using static TorchSharp.torch;

namespace OrleansDro.Benchmarks.Sharing;

/// <summary>Plain TorchSharp: a small 3D network of four convolutions, 1 to 16, 16, 32 and 32 channels, on 2 volumes of 16x16x16.</summary>
internal sealed class PlainLoad : ITrainingLoad
{
    private const int WarmUpSteps = 10;
    private const int HashedSteps = 50;
    private static readonly int[] Channels = [1, 16, 16, 32, 32];

    private readonly TorchThread _thread;
    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly optim.Optimizer _optimizer;
    private readonly Tensor _input;
    private Task _training = Task.CompletedTask;
    private volatile bool _isStopping;
    private long _steps;

    private PlainLoad(TorchThread thread)
    {
        _thread = thread;
        _ = manual_seed(1);
        _model = nn.Sequential([.. Channels.Zip(Channels.Skip(1)).SelectMany<(int From, int To), nn.Module<Tensor, Tensor>>(
            pair => [nn.Conv3d(pair.From, pair.To, 3, padding: 1), nn.ReLU()])]);
        _optimizer = optim.SGD(_model.parameters(), learningRate: 0.001);
        _input = randn([2, Channels[0], 16, 16, 16]);
    }

    /// <summary>Builds the network on the thread that trains it: a second thread that computes would have OpenMP threads of its own, and libgomp spins less then.</summary>
    /// <param name="threads">Threads that Torch computes with.</param>
    public static Task<PlainLoad> CreateAsync(int threads)
    {
        var thread = new TorchThread("plain");
        return thread.Run(() =>
        {
            Devices.UseThreads(threads);
            return new PlainLoad(thread);
        });
    }

    public Task<string> HashAsync() => _thread.Run(() =>
    {
        for (var step = 0; step < HashedSteps; step++)
        {
            TakeStep();
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var parameter in _model.parameters())
        {
            hash.AppendData(MemoryMarshal.AsBytes<float>(parameter.detach().data<float>().ToArray()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    });

    public async Task StartAsync()
    {
        var warm = new TaskCompletionSource();
        _training = _thread.Run(() =>
        {
            while (!_isStopping)
            {
                TakeStep();
                if (Interlocked.Increment(ref _steps) == WarmUpSteps)
                {
                    warm.SetResult();
                }
            }
        });
        await await Task.WhenAny(warm.Task, _training);
    }

    public Task<long> StepsAsync() => Task.FromResult(Interlocked.Read(ref _steps));

    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        await _training;
        _thread.Dispose();
        _input.Dispose();
        _optimizer.Dispose();
        _model.Dispose();
    }

    private void TakeStep()
    {
        using var scope = NewDisposeScope();
        _optimizer.zero_grad();
        _model.call(_input).square().mean().backward();
        _optimizer.step();
    }
}
