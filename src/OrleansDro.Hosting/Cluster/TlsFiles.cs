namespace OrleansDro.Hosting.Cluster;

/// <summary>
/// The files by which the processes of a cluster know each other and encrypt what they say, all PEM. Each side of a connection shows its certificate, and lets in whoever has
/// one of the same authority; the names in it do not matter, as addresses come and go.
/// </summary>
/// <param name="Certificate">
/// The process's certificate, followed by those between it and the authority if there are any. It is shown to both sides: with extended key usages, these must be serverAuth and clientAuth.
/// </param>
/// <param name="Key">Its private key, without a password.</param>
/// <param name="Authority">The certificates of the authority that issues those of all members. Nobody else's count.</param>
public sealed record TlsFiles(string Certificate, string Key, string Authority);
