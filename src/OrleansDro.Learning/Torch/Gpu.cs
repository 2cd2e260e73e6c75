namespace OrleansDro.Learning.Torch;

/// <summary>A GPU that a process can use.</summary>
/// <param name="Name">The model, such as <c>NVIDIA H200</c>.</param>
/// <param name="Capability">The compute capability, such as 9.0.</param>
/// <param name="Driver">The newest CUDA version that the driver offers, such as 12.8.</param>
/// <param name="Memory">All memory of the GPU in bytes.</param>
public sealed record Gpu(string Name, string Capability, string Driver, long Memory);
