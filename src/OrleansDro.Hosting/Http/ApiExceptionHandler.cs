using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using OrleansDro.Abstractions;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting.Http;

/// <summary>Answers refusals of grains and bad requests with problem details (RFC 7807). Any other exception is a bug: it is logged, and answered without its details.</summary>
internal sealed class ApiExceptionHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        int? status = exception switch
        {
            KeyNotFoundException => StatusCodes.Status404NotFound,
            ArgumentException or InvalidInputException => StatusCodes.Status400BadRequest,
            BadHttpRequestException bad => bad.StatusCode,
            InvalidOperationException => StatusCodes.Status409Conflict,
            _ when TransientFaults.IsLostCall(exception) => StatusCodes.Status503ServiceUnavailable,
            _ => null,
        };
        if (status is null)
        {
            return false;
        }

        httpContext.Response.StatusCode = status.Value;
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = status, Detail = exception.Message },
        });
    }
}
