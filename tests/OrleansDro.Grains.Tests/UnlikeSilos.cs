using Microsoft.Extensions.DependencyInjection;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Tests.Training;
using OrleansDro.Grains.Training.SelfTesting;
using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.Models;

namespace OrleansDro.Grains.Tests;

/// <summary>Silos of one process that compute different bits, as those on unlike processors do, and say so.</summary>
/// <param name="kernels">What each silo says that it computes with, in the order in which they start; the last is that of all that follow. Those with equal words compute equal bits.</param>
internal sealed class UnlikeSilos(params string[] kernels)
{
    private int _catalogs, _silos;

    /// <summary>A model whose bits depend on the silo, for a spec's <c>model.name</c>.</summary>
    public const string Model = "roundingUnet3d";

    /// <summary>A fingerprint that is like all others but for its kernels.</summary>
    public static ComputeFingerprint Fingerprint(string kernels) =>
        new() { Device = "cpu", Processor = "P", Kernels = kernels, Libraries = "L", Threads = 1, Precision = "float32" };

    /// <summary>Adds the model to the next silo's catalog.</summary>
    public void Extend(LearningCatalog catalog)
    {
        var kind = Array.IndexOf(kernels, KernelsOf(Interlocked.Increment(ref _catalogs)));
        catalog.AddModel<UNet3dOptions>(Model, (options, task) => new RoundingNetwork(new UNet3d(options, task), kind));
    }

    /// <summary>Has the next silo say what it computes with.</summary>
    public void Configure(ISiloBuilder silo)
    {
        var fingerprint = Fingerprint(KernelsOf(Interlocked.Increment(ref _silos)));
        silo.Services.AddSingleton<IFingerprintReader>(new Reader(fingerprint));
    }

    private string KernelsOf(int silo) => kernels[Math.Min(silo, kernels.Length) - 1];

    private sealed class Reader(ComputeFingerprint fingerprint) : IFingerprintReader
    {
        public ComputeFingerprint Read(RunSpec spec, string device) => fingerprint;
    }
}
