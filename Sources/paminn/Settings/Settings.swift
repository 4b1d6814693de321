import Amili
import Console
import Glibc
import Reminders
import Worker

/// The settings, which come from environment variables alone. An empty variable counts as unset. A
/// secret X may come from the file that X_FILE names.
///
/// Each value is read and checked when it is asked for: a command needs no setting that it does not
/// use.
struct Settings {
    private let environment: (String) -> String?

    /// - Parameter environment: the value of a variable; nil if it is unset or empty.
    init(_ environment: @escaping (String) -> String? = Settings.variable) {
        self.environment = environment
    }

    /// The names of all settings, including those of the files that secrets may come from.
    static let names = [
        "PAMINN_DATABASE_URL", "PAMINN_DATABASE_URL_FILE", "PAMINN_AMILI_URL",
        "PAMINN_AMILI_API_CODE", "PAMINN_AMILI_API_CODE_FILE", "PAMINN_AMILI_KEY_FILE",
        "PAMINN_AMILI_CA_FILE", "PAMINN_IN_FLIGHT", "PAMINN_CALL_DEADLINE", "PAMINN_LEASE",
        "PAMINN_HEARTBEAT", "PAMINN_SETTLE_DELAY", "PAMINN_MAX_ATTEMPTS", "PAMINN_BACKOFF",
        "PAMINN_DRAIN", "PAMINN_STATE_DIRECTORY", "PAMINN_REFERENCE_RATES", "PAMINN_LOG",
        "PAMINN_RATE_MARGIN", "PAMINN_SEND_WITHIN", "PAMINN_AMILI_PROXY",
        "PAMINN_AMILI_PROXY_FILE", "PAMINN_CONSOLE_LISTEN", "PAMINN_CONSOLE_URL",
        "PAMINN_CONSOLE_PROXY", "PAMINN_SELECT_ALL", "PAMINN_UNDO",
        "PAMINN_DATABASE_DIRECT_URL", "PAMINN_DATABASE_DIRECT_URL_FILE",
        "PAMINN_DATABASE_DEADLINE_BRIEF", "PAMINN_DATABASE_DEADLINE",
        "PAMINN_DATABASE_DEADLINE_LOAD", "PAMINN_DATABASE_WAIT", "PAMINN_STAND_STILL",
        "PAMINN_STATUS_LISTEN",
    ]

    /// Looks for misspelled settings: without this check a misspelled one would silently keep its
    /// default. Names that begin with `PAMINN_TEST_` or `PAMINN_BENCH_` belong to tests and
    /// benches. An unknown name that resembles no setting may belong to another version; it is
    /// reported on standard error and ignored.
    /// - Throws: `Failure` (78) at a variable whose name is nearly a setting's.
    static func checkNames(_ variables: [String] = Settings.variables) throws(Failure) {
        for name in variables.sorted()
        where name.hasPrefix("PAMINN_") && !name.hasPrefix("PAMINN_TEST_")
            && !name.hasPrefix("PAMINN_BENCH_")
            && !names.contains(name)
        {
            if let meant = NearestName.of(name, among: names) {
                throw Failure(
                    .settings, "There is no setting \(name)", "Did you mean ‘\(meant)’?")
            }
            Terminal.note(
                "paminn: \(name) is no setting of this version, and is passed over."
                    + " See `paminn --help`.")
        }
    }

    /// The names in the process's environment.
    private static var variables: [String] {
        var names: [String] = []
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            names.append(String(text.prefix { $0 != "=" }))
            next += 1
        }
        return names
    }

    /// The value of an environment variable; nil if it is unset or empty.
    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The libpq address: a URI or a `key=value` string, as PAMINN_DATABASE_URL holds it.
    /// - Throws: `Failure` (78) if it is not set.
    func databaseURL() throws(Failure) -> String {
        guard let url = try secret("PAMINN_DATABASE_URL") else {
            throw Failure(
                .settings, "PAMINN_DATABASE_URL is not set",
                "Set it to a PostgreSQL address such as postgresql:///paminn.")
        }
        return url
    }

    /// The settings of the Amili client. The required ones have no default, so that no letter goes
    /// to a place that nobody named.
    /// - Parameter limits: the worker's bounds on calls.
    /// - Throws: `Failure` (78) if the address or the code is missing, or a secret's file is open
    ///   to others; `AmiliSettingsError`, which ends with 78 too, if a value does not hold. Whether
    ///   the key file can be read is not checked here.
    func amili(_ limits: WorkerLimits) throws -> AmiliSettings {
        guard let url = environment("PAMINN_AMILI_URL") else {
            throw Failure(
                .settings, "PAMINN_AMILI_URL is not set, and has no default",
                "Set it to where the letters shall go.")
        }
        guard let code = try secret("PAMINN_AMILI_API_CODE") else {
            throw Failure(
                .settings, "PAMINN_AMILI_API_CODE is not set", "Set it to Amili's API code.")
        }
        let keyFile = environment("PAMINN_AMILI_KEY_FILE") ?? ""
        try SecretFile.check(keyFile, setting: "PAMINN_AMILI_KEY_FILE")
        return try AmiliSettings(
            baseURL: url, apiCode: code, keyFile: keyFile,
            caFile: environment("PAMINN_AMILI_CA_FILE"), callDeadline: limits.callDeadline,
            inFlight: limits.inFlight, tcpUserTimeout: limits.tcpUserTimeout,
            proxy: try secret("PAMINN_AMILI_PROXY"))
    }

    /// The names of the set proxy variables that other programs honour and this one does not:
    /// letters must not take another route because a proxy was set for the whole machine. `paminn
    /// doctor` mentions the first.
    var ignoredProxies: [String] {
        ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"].filter { environment($0) != nil }
    }

    /// The bounds of a worker.
    /// - Throws: `Failure` (78) at a value that cannot be read, else one that lists all bounds that
    ///   do not hold.
    func limits() throws(Failure) -> WorkerLimits {
        var limits = WorkerLimits()
        limits.inFlight = try integer("PAMINN_IN_FLIGHT") ?? limits.inFlight
        limits.maxAttempts = try integer("PAMINN_MAX_ATTEMPTS") ?? limits.maxAttempts
        limits.callDeadline = try duration("PAMINN_CALL_DEADLINE") ?? limits.callDeadline
        limits.lease = try duration("PAMINN_LEASE") ?? limits.lease
        limits.heartbeat = try duration("PAMINN_HEARTBEAT") ?? limits.heartbeat
        limits.settleDelay = try duration("PAMINN_SETTLE_DELAY") ?? limits.settleDelay
        limits.rateMargin = try percent("PAMINN_RATE_MARGIN") ?? limits.rateMargin
        limits.sendWithin = try duration("PAMINN_SEND_WITHIN") ?? limits.sendWithin
        limits.standStill = try duration("PAMINN_STAND_STILL") ?? limits.standStill
        if let text = environment("PAMINN_BACKOFF") {
            limits.backoff = try Self.backoff(text)
        }
        let violations = limits.violations
        guard violations.isEmpty else {
            throw Failure(
                .settings, "Settings do not fit together: " + violations.joined(separator: "; "),
                "See `paminn work --help`.")
        }
        return limits
    }

    /// The settings of the web page. A trailing slash of PAMINN_CONSOLE_URL is dropped; the
    /// addresses of PAMINN_CONSOLE_PROXY may be separated by commas or spaces.
    /// - Throws: `Failure` (78) if one cannot be read, or if some do not fit together.
    func console() throws(Failure) -> ConsoleSettings {
        var console = ConsoleSettings()
        if let text = environment("PAMINN_CONSOLE_LISTEN") {
            guard let (host, port) = Self.listenAddress(text) else {
                throw Failure(
                    .settings, "PAMINN_CONSOLE_LISTEN is not of the form HOST:PORT",
                    "For example 127.0.0.1:8080.")
            }
            (console.host, console.port) = (host, port)
        }
        console.publicURL = environment("PAMINN_CONSOLE_URL").map { url in
            url.hasSuffix("/") ? String(url.dropLast()) : url
        }
        console.proxies =
            environment("PAMINN_CONSOLE_PROXY").map { addresses in
                addresses.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
            } ?? []
        console.selectAll = try integer("PAMINN_SELECT_ALL") ?? console.selectAll
        console.undo = try duration("PAMINN_UNDO") ?? console.undo
        console.rates = try referenceRates()
        console.standStill = try standStill()
        guard console.violations.isEmpty else {
            throw Failure(
                .settings,
                "Settings do not fit together: " + console.violations.joined(separator: "; "),
                "See `paminn console --help`.")
        }
        return console
    }

    /// Where the status server listens: `off`, the default, or HOST:PORT. Port 0 is any free one.
    /// - Returns: nil if it does not.
    /// - Throws: `Failure` (78) if it is neither.
    func statusListen() throws(Failure) -> (host: String, port: Int)? {
        guard let text = environment("PAMINN_STATUS_LISTEN"), text != "off" else { return nil }
        guard let (host, port) = Self.listenAddress(text), (0...65_535).contains(port) else {
            throw Failure(
                .settings, "PAMINN_STATUS_LISTEN is neither off nor of the form HOST:PORT",
                "For example 127.0.0.1:9464.")
        }
        return (host, port)
    }

    /// Splits `127.0.0.1:8080` or `[::1]:8080` at its last colon. The port's range is checked with
    /// the other settings.
    /// - Returns: nil without a host or a port.
    private static func listenAddress(_ text: String) -> (host: String, port: Int)? {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...])
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        return host.isEmpty ? nil : (host, port)
    }

    /// How long nothing may be done while something is due, before that is reported as a
    /// stand-still: `WorkProgress.patience` by default.
    /// - Throws: `Failure` (78) if it is no time. Its bounds are checked by `limits()` and
    ///   `console()`.
    func standStill() throws(Failure) -> Duration {
        try duration("PAMINN_STAND_STILL") ?? WorkProgress.patience
    }

    /// The time from the first signal until the calls under way are cut off: 25 s by default.
    /// - Throws: `Failure` (78) if it is no time.
    func drain() throws(Failure) -> Duration { try duration("PAMINN_DRAIN") ?? .seconds(25) }

    /// The published reference rates, and those of PAMINN_REFERENCE_RATES.
    /// - Throws: `Failure` (78) at an entry that cannot be read or contradicts a known rate.
    func referenceRates() throws(Failure) -> ReferenceRates {
        guard let text = environment("PAMINN_REFERENCE_RATES") else { return .published }
        do throws(ReferenceRates.Invalid) {
            return try ReferenceRates(adding: text)
        } catch {
            switch error {
            case .entry(let entry):
                throw Failure(
                    .settings, "PAMINN_REFERENCE_RATES has ‘\(entry)’",
                    "An entry is the first day of a half-year and percent, 2025-01-01=3.00.")
            case .contradiction(let halfYear):
                throw Failure(
                    .settings,
                    "PAMINN_REFERENCE_RATES has another rate from \(halfYear) than is known",
                    "Check it at the Riksbank.")
            }
        }
    }

    /// The directory in which a worker keeps what must survive its restart; nil if it keeps
    /// nothing.
    var stateDirectory: String? { environment("PAMINN_STATE_DIRECTORY") }

    /// Whether PAMINN_LOG asks for JSON; the default is text.
    /// - Throws: `Failure` (78) if it is neither `text` nor `json`.
    func logsJSON() throws(Failure) -> Bool {
        switch environment("PAMINN_LOG") ?? "text" {
        case "text": return false
        case "json": return true
        default: throw Failure(.settings, "PAMINN_LOG is neither text nor json", "Set it.")
        }
    }

    /// Reads the shortest and the longest wait, `1s..5m`.
    /// - Throws: `Failure` (78) unless both are times, the first above zero and not above the
    ///   second.
    private static func backoff(_ text: String) throws(Failure) -> Backoff {
        let ends = text.split(separator: ".", omittingEmptySubsequences: true)
        guard ends.count == 2, text.contains(".."), let base = Durations.read(String(ends[0])),
            let cap = Durations.read(String(ends[1])), base > .zero, base <= cap
        else {
            throw Failure(
                .settings, "PAMINN_BACKOFF is not of the form 1s..5m", "Mend it or unset it.")
        }
        return Backoff(base: base, cap: cap)
    }

    /// - Returns: nil if the setting is unset.
    /// - Throws: `Failure` (78) if it is no whole number.
    private func integer(_ name: String) throws(Failure) -> Int? {
        guard let text = environment(name) else { return nil }
        guard let value = Int(text) else {
            throw Failure(.settings, "\(name) is not a whole number", "Mend it or unset it.")
        }
        return value
    }

    /// Reads `3%` or `2.5%` as a share, 0.03 or 0.025. Its bounds are the caller's to check.
    /// - Returns: nil if the setting is unset.
    /// - Throws: `Failure` (78) without a percent sign or a finite number.
    private func percent(_ name: String) throws(Failure) -> Double? {
        guard let text = environment(name) else { return nil }
        guard text.hasSuffix("%"), let value = Double(text.dropLast()), value.isFinite else {
            throw Failure(
                .settings, "\(name) is not a percentage such as 3%", "Mend it or unset it.")
        }
        return value / 100
    }

    /// - Returns: nil if the setting is unset.
    /// - Throws: `Failure` (78) unless it is a time as `Durations.read` takes it.
    func duration(_ name: String) throws(Failure) -> Duration? {
        guard let text = environment(name) else { return nil }
        guard let value = Durations.read(text) else {
            throw Failure(
                .settings, "\(name) is not a time such as 500ms, 30s, 10m or 1h",
                "Mend it or unset it.")
        }
        return value
    }

    /// The value of the variable X, or the contents of the file that X_FILE names, without the
    /// newlines at their end. X wins if both are set.
    /// - Returns: nil if neither is set.
    /// - Throws: `Failure` (78), see `SecretFile.text`.
    func secret(_ name: String) throws(Failure) -> String? {
        if let value = environment(name) { return value }
        guard let path = environment(name + "_FILE") else { return nil }
        return try SecretFile.text(path, setting: name + "_FILE")
    }
}
