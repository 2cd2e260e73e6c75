namespace OrleansDro.Robustness.Metrics;
/// <summary>PLACEHOLDER until the robustness branch is merged.</summary>
public sealed record TailSummary(int Count, double Mean, double Min, double P5, double P10, double P25, double P50, double P75, double P90, double P95, double P99, double Max, double Cvar90, double Cvar95, double Cvar99);
