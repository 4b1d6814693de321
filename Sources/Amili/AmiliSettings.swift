package import HTTPClient

/// What the client must be told. Checked when made: inside, it cannot be wrong.
package struct AmiliSettings: Sendable {
    package let address: AmiliAddress
    package let apiCode: String
    /// Path of a PEM file (PKCS#8 or SEC1) with a P-256 key. Read anew for every token, so that a
    /// replaced file heals a running installation; that it can be read is not checked here.
    package let keyFile: String
    package let caFile: String?
    /// The longest that one call may take, from its handing over to its last byte.
    package let callDeadline: Duration
    /// Connections at a time, 1...1024.
    package let inFlight: Int
    package let tcpUserTimeout: Duration
    /// Sends the idempotency key as `debt_reference` too. Amili may refuse the field.
    package let sendsDebtReference: Bool
    /// nil: the way to Amili is direct.
    package let proxy: HTTPProxy?

    /// - Parameters:
    ///   - baseURL: `https://host[:port][/path]`; plain `http` for this machine only.
    ///   - proxy: `http://[user:password@]host:port`, or nil.
    package init(
        baseURL: String, apiCode: String, keyFile: String, caFile: String? = nil,
        callDeadline: Duration = .seconds(30), inFlight: Int = 32,
        tcpUserTimeout: Duration = .seconds(15), sendsDebtReference: Bool? = nil,
        proxy: String? = nil
    ) throws(AmiliSettingsError) {
        address = try AmiliAddress(baseURL)
        guard !apiCode.isEmpty, apiCode.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
            throw AmiliSettingsError(
                "the API code is empty or holds spaces or special characters."
                    + " Set PAMINN_AMILI_API_CODE to the code that Amili gave you")
        }
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
            throw AmiliSettingsError("the TCP user timeout is not within 1 s and 10 min")
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
}
