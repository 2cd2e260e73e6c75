using System.Net.Http.Headers;
using System.Text;

namespace OrleansDro.Grains.Observability.Tracking;

/// <summary>The address of an MLflow server and the credentials, from the environment variables of MLflow's own clients.</summary>
internal sealed class MlflowOptions
{
    /// <summary>The variable that holds the address of the tracking server. Only http and https are supported; without an address, runs are not tracked.</summary>
    public const string AddressVariable = "MLFLOW_TRACKING_URI";

    private const string ExperimentVariable = "MLFLOW_EXPERIMENT_NAME";
    private const string TokenVariable = "MLFLOW_TRACKING_TOKEN";
    private const string UserVariable = "MLFLOW_TRACKING_USERNAME";
    private const string PasswordVariable = "MLFLOW_TRACKING_PASSWORD";

    /// <summary>The address of the tracking server, without the user and password that the variable may contain.</summary>
    public required Uri Address { get; init; }

    /// <summary>The experiment to which the runs belong; it is created if it does not exist.</summary>
    public string Experiment { get; init; } = "OrleansDro";

    /// <summary>The credentials of requests, or null.</summary>
    public AuthenticationHeaderValue? Authorization { get; init; }

    /// <summary>Reads the environment.</summary>
    /// <returns>The options, or null if the variable names no http or https server.</returns>
    public static MlflowOptions? FromEnvironment(Func<string, string?> variable)
    {
        if (!Uri.TryCreate(variable(AddressVariable), UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            return null;
        }

        var plain = address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        var options = new MlflowOptions { Address = new Uri(plain.TrimEnd('/') + '/'), Authorization = AuthorizationOf(variable, address) };
        return variable(ExperimentVariable) is { Length: > 0 } experiment
            ? new MlflowOptions { Address = options.Address, Authorization = options.Authorization, Experiment = experiment }
            : options;
    }

    private static AuthenticationHeaderValue? AuthorizationOf(Func<string, string?> variable, Uri address)
    {
        if (variable(TokenVariable) is { Length: > 0 } token)
        {
            return new AuthenticationHeaderValue("Bearer", token);
        }

        return variable(UserVariable) is { Length: > 0 } user ? Basic($"{user}:{variable(PasswordVariable)}")
            : address.UserInfo.Length > 0 ? Basic(Uri.UnescapeDataString(address.UserInfo))
            : null;
    }

    private static AuthenticationHeaderValue Basic(string userAndPassword) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(userAndPassword)));
}
