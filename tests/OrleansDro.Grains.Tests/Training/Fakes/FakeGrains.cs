using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace OrleansDro.Grains.Tests.Training.Fakes;

/// <summary>Keeps the fakes of this project out of silos: Orleans registers every class that implements a grain interface as a grain.</summary>
internal static class FakeGrains
{
    /// <summary>Removes the fakes from the grains of a silo.</summary>
    public static void RemoveFakeGrains(this ISiloBuilder silo) => silo.Services.PostConfigure<GrainTypeOptions>(
        options => options.Classes.RemoveWhere(type => type.Assembly == typeof(FakeGrains).Assembly));
}
