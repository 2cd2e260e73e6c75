using OrleansDro.Cluster.Tests.Faults;
using Xunit.Sdk;
using Xunit.v3;

// Each cluster takes several processes; two at once would measure each other.
[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: AssemblyFixture(typeof(ReferenceRun))]
