using System.Text.Json;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Configuration;

/// <summary>Factories of one kind of component, by name.</summary>
/// <typeparam name="TContext">The second argument of a factory, after the options.</typeparam>
/// <typeparam name="TComponent">The type of the component.</typeparam>
internal sealed class NamedComponents<TContext, TComponent>(string field)
{
    private readonly Dictionary<string, Func<JsonElement, TContext, TComponent>> _factories = new(StringComparer.Ordinal);

    private readonly List<ComponentOptions> _options = [];

    /// <summary>The options of each component, in the order in which they were added.</summary>
    public IEnumerable<ComponentOptions> Options => _options;

    public void Add<TOptions>(string name, Func<TOptions, TContext, TComponent> create)
        where TOptions : class
    {
        if (!_factories.TryAdd(name, (options, context) => create(StrictJson.Bind<TOptions>(options, "the spec", field), context)))
        {
            throw new ArgumentException($"A component '{name}' for the field '{field}' is registered already.", nameof(name));
        }

        _options.Add(new ComponentOptions(field, name, typeof(TOptions)));
    }

    public TComponent Create(string name, JsonElement options, TContext context)
    {
        if (!_factories.TryGetValue(name, out var factory))
        {
            throw new InvalidInputException($"{field}.name is '{name}', which is unknown; {NearestName.Suggest(name, _factories.Keys)}");
        }

        return factory(options, context);
    }
}
