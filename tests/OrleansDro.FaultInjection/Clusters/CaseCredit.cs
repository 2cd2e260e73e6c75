namespace OrleansDro.FaultInjection.Clusters;

/// <summary>What a run credited to a case: a line of <c>cases.csv</c>.</summary>
/// <param name="Id">The case.</param>
/// <param name="Loss">Its latest loss; NaN while unseen.</param>
/// <param name="Visits">Draws of it that were credited.</param>
/// <param name="LastStep">The step of its latest loss; -1 while unseen.</param>
/// <param name="Probability">The probability with which the next slot would draw it.</param>
internal readonly record struct CaseCredit(string Id, double Loss, int Visits, long LastStep, double Probability);
