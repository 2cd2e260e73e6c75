using Microsoft.Extensions.DependencyInjection;
using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.Models;

namespace OrleansDro.Grains.Tests.Audits;

/// <summary>What is wrong with the arithmetic of the trainers of one silo: nothing, or some gradients of the network <c>erring</c>.</summary>
internal sealed class Fault
{
    /// <summary>The name of the network that errs if its silo does.</summary>
    public const string Model = "erring";

    private bool _hasErred;

    private Fault(Func<long, int, bool> errs, bool isOnce) => (Errs, IsOnce) = (errs, isOnce);

    /// <summary>Whether the gradient is wrong in a step, for a pass of it counted from 0.</summary>
    public Func<long, int, bool> Errs { get; }

    /// <summary>Whether it is wrong only once.</summary>
    public bool IsOnce { get; }

    /// <summary>One bit of one element of the gradient flips in one pass of a step.</summary>
    public static Fault OnceAt(long step, int pass) => new((atStep, atPass) => atStep == step && atPass == pass, isOnce: true);

    /// <summary>The gradient of one layer is wrong in all passes, the self-test included.</summary>
    public static Fault Always() => new((_, _) => true, isOnce: false);

    /// <summary>The gradient of one layer is wrong in all passes after the first step, which the self-test cannot see.</summary>
    public static Fault AfterTheFirstStep() => new((step, _) => step > 0, isOnce: false);

    /// <summary>Whether it errs now.</summary>
    public bool Strikes(long step, int pass)
    {
        var strikes = !(IsOnce && _hasErred) && Errs(step, pass);
        _hasErred |= strikes;
        return strikes;
    }

    /// <summary>Lets a silo's runs name the network, which errs as the silo's fault is at the time.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="faultOf">The fault of a silo, by its address; null if it computes right.</param>
    public static void Add(ISiloBuilder silo, Func<string, Fault?> faultOf) => silo.Services.AddSingleton(services =>
    {
        var address = services.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToParsableString();
        return LearningCatalog.CreateDefault().AddModel<UNet3dOptions>(
            Model, (options, task) => new ErringNetwork(new UNet3d(options, task), task.ClassNames.Count, (step, pass) => faultOf(address)?.Strikes(step, pass) == true));
    });
}
