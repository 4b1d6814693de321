package import HTTPClient
package import Reminders

/// The client's settings. The initialiser checks them, so that the client need not do so again.
package struct AmiliSettings: Sendable {
    package let address: AmiliAddress
    /// Amili's code for this installation: a secret of visible ASCII.
    package let apiCode: String
    /// Path of a PEM file (PKCS#8 or SEC1) with a P-256 key. It is read anew for every token, so
    /// that replacing the file repairs a running installation. It is not checked here that it can
    /// be read.
    package let keyFile: String
    /// PEM file of the certificate authorities to trust; nil: the system's.
    package let caFile: String?
    /// The most time that one call may take, from its hand-over to its last byte: 100 ms to 10 min.
    package let callDeadline: Duration
    /// Letters on the wire at a time, 1...1024.
    package let inFlight: Int
    /// How long the kernel goes on delivering bytes that nobody acknowledges: 1 s to 10 min.
    package let tcpUserTimeout: Duration
    /// Whether the idempotency key is sent as `debt_reference` too. Amili may refuse the field.
    package let sendsDebtReference: Bool
    /// The proxy for all calls; nil: they go to Amili directly.
    package let proxy: HTTPProxy?
    /// Gets a span for each call that carries a trace id; nil: nobody does.
    package var spans: Span.Sink?

    /// - Parameters:
    ///   - baseURL: `https://host[:port][/path]`; plain `http` for this machine only.
    ///   - sendsDebtReference: nil: as in `AmiliAssumptions`.
    ///   - proxy: `http://[user:password@]host:port`, or nil.
    /// - Throws: if a value is out of its bounds.
    package init(
        baseURL: String, apiCode: String, keyFile: String, caFile: String? = nil,
        callDeadline: Duration = .seconds(30), inFlight: Int = 32,
        tcpUserTimeout: Duration = .seconds(15), sendsDebtReference: Bool? = nil,
        proxy: String? = nil
    ) throws(AmiliSettingsError) {
        address = try AmiliAddress(baseURL)
        try Self.checkAPICode(apiCode)
        guard !keyFile.isEmpty else {
            throw AmiliSettingsError(
                "no key file is named. Set PAMINN_AMILI_KEY_FILE to the PEM file of your P-256 key")
        }
        guard callDeadline >= .milliseconds(100), callDeadline <= .seconds(600) else {
            throw AmiliSettingsError(
                "the call deadline is not within 100 ms and 10 min."
                    + " Set PAMINN_CALL_DEADLINE, for example to 30s")
        }
        guard (1...1024).contains(inFlight) else {
            throw AmiliSettingsError(
                "the calls in flight are not within 1 and 1024. Set PAMINN_IN_FLIGHT")
        }
        guard tcpUserTimeout >= .seconds(1), tcpUserTimeout <= .seconds(600) else {
            throw AmiliSettingsError(
                "the TCP user timeout is not within 1 s and 10 min. It follows from the call"
                    + " deadline. Set PAMINN_CALL_DEADLINE, for example to 30s")
        }
        self.proxy = try proxy.map { text throws(AmiliSettingsError) in
            try AmiliProxy.read(text)
        }
        self.apiCode = apiCode
        self.keyFile = keyFile
        self.caFile = caFile
        self.callDeadline = callDeadline
        self.inFlight = inFlight
        self.tcpUserTimeout = tcpUserTimeout
        self.sendsDebtReference = sendsDebtReference ?? AmiliAssumptions.sendsDebtReference
    }

    /// - Throws: if a code is not visible ASCII.
    package static func checkAPICode(_ code: String) throws(AmiliSettingsError) {
        guard !code.isEmpty, code.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
            throw AmiliSettingsError(
                "the API code is empty or holds spaces or special characters."
                    + " Set PAMINN_AMILI_API_CODE to the code that Amili gave you")
        }
    }

    /// - Parameter text: as `proxy` of the initialiser.
    /// - Throws: if it has another form.
    package static func checkProxy(_ text: String) throws(AmiliSettingsError) {
        _ = try AmiliProxy.read(text)
    }
}
