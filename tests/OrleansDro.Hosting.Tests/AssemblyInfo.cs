using Xunit.Sdk;
using Xunit.v3;

// Torch's default random generator and its thread pool belong to the whole process.
[assembly: Parallelization(Mode = ParallelMode.None)]
