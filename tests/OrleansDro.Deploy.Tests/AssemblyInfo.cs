using OrleansDro.Deploy.Tests.Images;
using Xunit.Sdk;
using Xunit.v3;

// Building the image and running pods take the whole machine.
[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: AssemblyFixture(typeof(BuiltImage))]
