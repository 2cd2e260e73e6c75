# syntax=docker/dockerfile:1
#
#   docker build -t orleansdro:0.1.0 .                                    for CPUs
#   docker build -t orleansdro-cuda:0.1.0 --build-arg BACKEND=cuda .      for NVIDIA GPUs
#
ARG BACKEND=cpu

FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
ARG BACKEND
# CI=true: the build is reproducible, and the restore takes the versions and hashes of the lock files or fails. (There are none for the packages of CUDA.)
ENV CI=true DOTNET_NOLOGO=true DOTNET_CLI_TELEMETRY_OPTOUT=true
WORKDIR /source
COPY . .
# The analysers have had their say before.
RUN --mount=type=cache,target=/root/.nuget/packages \
    dotnet publish src/OrleansDro.Cli -c Release -r linux-x64 --no-self-contained -p:TorchBackend=${BACKEND} -p:RunAnalyzers=false -o /app
# Mount points that belong to the user of the image.
RUN mkdir -p /roots/data /roots/checkpoints

# Ubuntu without a shell or a package manager, with .NET and its user 'app' (1654).
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled AS runtime-cpu

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble AS dotnet

FROM nvidia/cuda:12.8.1-runtime-ubuntu24.04 AS runtime-cuda
COPY --from=dotnet /usr/share/dotnet /usr/share/dotnet
ENV PATH=/usr/share/dotnet:$PATH

FROM runtime-${BACKEND} AS final
WORKDIR /app
COPY --from=build /app .
COPY --from=build --chown=1654:1654 /roots /
COPY LICENSE .
# Nothing is written but below /checkpoints and /tmp: the root file system can be read-only. No socket for debuggers, which would be written too.
ENV DOTNET_EnableDiagnostics=0 HOME=/tmp
USER 1654:1654
# Silos; clients; HTTP, where asked for.
EXPOSE 11111 30000 8080
# For a silo with --http-port 8080. For other commands: docker run --no-healthcheck.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["dotnet", "/app/orleansdro.dll", "health", "--server", "http://127.0.0.1:8080"]
ENTRYPOINT ["dotnet", "/app/orleansdro.dll"]
CMD ["--help"]
