using PuppeteerSharp;

namespace OrleansDro.Tests.Shared;

/// <summary>A real Chromium without a window, which keeps what its pages complain of. It finds no other machine, and that one was looked for is a complaint too.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string? Program = new[] { "chromium", "chromium-browser", "google-chrome" }
        .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Program is not null)
        {
            _browser = await Puppeteer.LaunchAsync(new LaunchOptions { ExecutablePath = Program, Headless = true, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "\"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1\""] });
        }
    }

    /// <summary>Opens a page.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="width">The width of the window in pixels.</param>
    /// <param name="colors">What the system prefers: light or dark.</param>
    public async Task<(IPage Page, List<string> Complaints)> OpenAsync(Uri address, int width, string colors)
    {
        Assert.SkipWhen(_browser is null, "chromium is not installed. On Debian: apt-get install chromium");
        var page = await _browser.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Message.Type is ConsoleType.Error or ConsoleType.Warning)
            {
                complaints.Add(message.Message.Text);
            }
        };
        page.PageError += (_, error) => complaints.Add(error.Message);
        page.Request += (_, request) =>
        {
            var target = new Uri(request.Request.Url);
            if (target.Scheme != "data" && target.Authority != address.Authority)
            {
                complaints.Add($"{target}: is not of the server.");
            }
        };
        page.RequestFailed += (_, request) => complaints.Add($"{request.Request.Url}: {request.Request.FailureText}");
        page.Response += (_, response) =>
        {
            if ((int)response.Response.Status >= 400)
            {
                complaints.Add($"{response.Response.Url}: {response.Response.Status}");
            }
        };
        await page.SetViewportAsync(new ViewPortOptions { Width = width, Height = 900 });
        await page.EmulateMediaFeaturesAsync([new PuppeteerSharp.MediaFeatureValue { MediaFeature = PuppeteerSharp.MediaFeature.PrefersColorScheme, Value = colors }]);
        await page.GoToAsync(address.AbsoluteUri);
        return (page, complaints);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
    }
}
