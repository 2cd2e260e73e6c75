using OrleansDro.Cli.Commands;
using OrleansDro.Learning.Torch;

// Before anything that loads Torch: libraries read their variables once.
_ = TorchRuntime.Prepare();
return await CommandLine.RunAsync(args);
