using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace OrleansDro.Dashboard;

/// <summary>Puts the page at <c>/</c> of a silo. It shows and changes nothing, and all that it needs comes from the silo.</summary>
public static class SiloPage
{
    /// <summary>Adds the services of the page.</summary>
    public static IServiceCollection AddSiloPage(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices();
        services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = new KeysInMemory());
        return services;
    }

    /// <summary>Puts the page in place.</summary>
    public static void MapSiloPage(this WebApplication application)
    {
        application.UseAntiforgery();
        application.MapPageFiles();
        application.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
