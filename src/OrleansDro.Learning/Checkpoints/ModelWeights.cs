using OrleansDro.Robustness.Errors;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Checkpoints;

/// <summary>Loads the parameters of a saved model into a network.</summary>
public static class ModelWeights
{
    /// <summary>Overwrites the trainable parameters of a network with those of a file. Every name and shape must be the same.</summary>
    /// <param name="network">The network, on any device.</param>
    /// <param name="file">A file in the safetensors format with float32 numbers, such as <c>model.safetensors</c> of a checkpoint.</param>
    /// <exception cref="InvalidInputException">The file cannot be read, or it is of another network; the message names the file and the first parameter that differs.</exception>
    public static void Load(nn.Module network, string file)
    {
        var stored = Read(file);
        var parameters = network.named_parameters().Where(entry => entry.parameter.requires_grad).OrderBy(entry => entry.name, StringComparer.Ordinal).ToArray();
        if (stored.Keys.Except(parameters.Select(entry => entry.name)).Order(StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw new InvalidInputException($"{file} has the parameter '{unknown}', which the network lacks: it is of another network.");
        }

        using var scope = NewDisposeScope();
        using var withoutGraph = no_grad();
        foreach (var (name, parameter) in parameters)
        {
            if (!stored.TryGetValue(name, out var values))
            {
                throw new InvalidInputException($"{file} lacks the parameter '{name}': it is of another network.");
            }

            if (!values.Shape.SequenceEqual(parameter.shape))
            {
                throw new InvalidInputException(
                    $"{file} has '{name}' with the shape [{string.Join(", ", values.Shape)}], but the network's has [{string.Join(", ", parameter.shape)}]: it is of another network.");
            }

            parameter.copy_(tensor(values.ToArray<float>(), values.Shape.ToArray()));
        }
    }

    private static IReadOnlyDictionary<string, StoredTensor> Read(string file)
    {
        try
        {
            return Safetensors.Read(File.ReadAllBytes(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new InvalidInputException($"The model {file} cannot be read: {exception.Message}", exception);
        }
    }
}
