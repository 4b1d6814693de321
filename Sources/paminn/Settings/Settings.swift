import Amili
import Console
import Glibc
import Reminders
import Worker

/// The settings, from the environment alone. A secret X may come from the file that X_FILE names.
struct Settings {
    private let environment: (String) -> String?

    init(_ environment: @escaping (String) -> String? = Settings.variable) {
        self.environment = environment
    }

    /// Every setting, and the files from which secrets may come.
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
    ]

    /// A setting that is misspelled would be passed over, and its default hold without a word.
    /// What only tests and benches read begins with `PAMINN_TEST_` or `PAMINN_BENCH_`.
    /// A name that is near none of them may be another version's: it is told of, and passed over.
    /// - Throws: `Failure` (78) at a variable that is nearly a setting.
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

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    func databaseURL() throws(Failure) -> String {
        guard let url = try secret("PAMINN_DATABASE_URL") else {
            throw Failure(
                .settings, "PAMINN_DATABASE_URL is not set",
                "Set it to a PostgreSQL address such as postgresql:///paminn.")
        }
        return url
    }

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

    /// The environment's own words for a proxy, which other programs obey and this one does not:
    /// letters must not take another way because somebody set one for the whole machine.
    var ignoredProxies: [String] {
        ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"].filter { environment($0) != nil }
    }

    /// Checks every bound, and tells all that do not hold at once.
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

    /// `127.0.0.1:8080`, `[::1]:8080`.
    private static func listenAddress(_ text: String) -> (host: String, port: Int)? {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...])
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        return host.isEmpty ? nil : (host, port)
    }

    /// How long nothing may be done while something is due, before it is called a stand-still.
    func standStill() throws(Failure) -> Duration {
        try duration("PAMINN_STAND_STILL") ?? WorkProgress.patience
    }

    func drain() throws(Failure) -> Duration { try duration("PAMINN_DRAIN") ?? .seconds(25) }

    /// The published reference rates, and the later ones that somebody has looked up.
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

    /// Where a worker keeps what must survive its restart; nil: nowhere.
    var stateDirectory: String? { environment("PAMINN_STATE_DIRECTORY") }

    func logsJSON() throws(Failure) -> Bool {
        switch environment("PAMINN_LOG") ?? "text" {
        case "text": return false
        case "json": return true
        default: throw Failure(.settings, "PAMINN_LOG is neither text nor json", "Set it.")
        }
    }

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

    private func integer(_ name: String) throws(Failure) -> Int? {
        guard let text = environment(name) else { return nil }
        guard let value = Int(text) else {
            throw Failure(.settings, "\(name) is not a whole number", "Mend it or unset it.")
        }
        return value
    }

    /// `3%` or `2.5%`, as a share.
    private func percent(_ name: String) throws(Failure) -> Double? {
        guard let text = environment(name) else { return nil }
        guard text.hasSuffix("%"), let value = Double(text.dropLast()), value.isFinite else {
            throw Failure(
                .settings, "\(name) is not a percentage such as 3%", "Mend it or unset it.")
        }
        return value / 100
    }

    func duration(_ name: String) throws(Failure) -> Duration? {
        guard let text = environment(name) else { return nil }
        guard let value = Durations.read(text) else {
            throw Failure(
                .settings, "\(name) is not a time such as 500ms, 30s, 10m or 1h",
                "Mend it or unset it.")
        }
        return value
    }

    /// The value of X, or the text of the file X_FILE without the newline at its end.
    func secret(_ name: String) throws(Failure) -> String? {
        if let value = environment(name) { return value }
        guard let path = environment(name + "_FILE") else { return nil }
        try SecretFile.check(path, setting: name + "_FILE")
        guard let file = fopen(path, "re") else {
            throw Failure(
                .settings,
                "The file that \(name)_FILE names cannot be read:"
                    + " \(String(cString: strerror(errno)))", "Check its name and rights.")
        }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let count = fread(&buffer, 1, buffer.count, file)
        var text = String(decoding: buffer[..<count], as: UTF8.self)
        while text.hasSuffix("\n") || text.hasSuffix("\r\n") { text.removeLast() }
        return text.isEmpty ? nil : text
    }
}
