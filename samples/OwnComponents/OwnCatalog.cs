using OrleansDro.Learning.Configuration;

namespace OwnComponents;

/// <summary>Registers the components. <c>orleansdro train SPEC --catalog OwnComponents.dll</c> finds this class, too.</summary>
public sealed class OwnCatalog : ICatalogExtension
{
    public void Extend(LearningCatalog catalog) => catalog
        .AddModel<NetworkOptions>("my-network", (options, task) => new Network(options, task))
        .AddLoss<NoOptions>("my-focal", (_, _) => new FocalLoss())
        .AddDataSet<StripesOptions>("my-stripes", (options, seed) => new Stripes(options, seed));
}
