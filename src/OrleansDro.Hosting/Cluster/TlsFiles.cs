namespace OrleansDro.Hosting.Cluster;

/// <summary>
/// The files with which the processes of a cluster authenticate each other and encrypt their connections, all PEM. Each side of a connection shows its certificate, and accepts a peer that has
/// one of the same certificate authority (CA). Host names are not checked, because the addresses of silos change.
/// </summary>
/// <param name="Certificate">
/// The process's certificate, followed by intermediate certificates if there are any. It is used for both sides of connections: if it has extended key usages, these must be serverAuth and clientAuth.
/// </param>
/// <param name="Key">Its private key, without a password.</param>
/// <param name="Authority">The certificates of the CA that issues the certificates of all members. No other CA is trusted.</param>
public sealed record TlsFiles(string Certificate, string Key, string Authority);
