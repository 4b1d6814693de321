/// The settings of one sandbox.
package struct SandboxSettings: Sendable {
    package var listen: ListenAddress
    /// The folder of the ledger and the journal; made if it is not there.
    package var folder: String
    /// A fault script in JSON; nil for none.
    package var faults: [UInt8]?
    /// The seed of a fault script that names none.
    package var seed: Int64 = 1
    /// The delay of every answer of the API; answers of `/sandbox` have none.
    package var latency = Span(milliseconds: 0)
    /// nil: no limit.
    package var rate: RateLimit?
    /// PEM (SubjectPublicKeyInfo) of the P-256 key that logins must be signed with; nil: any
    /// signature will do.
    package var publicKey: String?

    package init(listen: ListenAddress, folder: String) {
        self.listen = listen
        self.folder = folder
    }
}
