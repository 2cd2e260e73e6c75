using OrleansDro.Cli.Commands;
using OrleansDro.Learning.Torch;

// Before anything that might start a Torch thread.
TorchRuntime.TuneAllocator();
return await CommandLine.RunAsync(args);
