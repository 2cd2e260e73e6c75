namespace OrleansDro.Robustness.Errors;

/// <summary>
/// The user's input cannot be used. The message names the file, field or flag and the remedy; it is shown as it is,
/// without a stack trace, and the process exits with code 2.
/// </summary>
public sealed class InvalidInputException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">Which file, field or flag is wrong, how, and what to do about it.</param>
    public InvalidInputException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    /// <param name="message">Which file, field or flag is wrong, how, and what to do about it.</param>
    /// <param name="innerException">The failure underneath.</param>
    public InvalidInputException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
