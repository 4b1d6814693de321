import Amili
import Console
import Glibc
import Logging
import Reminders
import Worker

/// The values of the settings, as the rooms take them. What each setting is, is in `Setting.all`.
///
/// Each value is read and checked when it is asked for: a command needs no setting that it does not
/// use. `work`, `console` and `doctor` check all of theirs first, so that one start tells of
/// everything that is wrong.
struct Settings {
    private let values: SettingValues

    init(_ values: SettingValues) { self.values = values }

    /// The settings of this process; of its environment alone if the settings file cannot be read.
    /// `main` ends the program by `checkNames()` then, in the form of log that these ask for.
    init() { self.init((try? SettingValues.ofProcess.get()) ?? .ofEnvironment) }

    // MARK: Checks

    /// The names of all settings, including those of the files that secrets may come from.
    static let names =
        Setting.all.flatMap { $0.isSecret ? [$0.name, $0.fileName] : [$0.name] }
        + [SettingValues.fileVariable]

    /// Refuses misspelled settings: a misspelled one would silently keep its default. Names that
    /// begin with `PAMINN_TEST_` or `PAMINN_BENCH_` belong to tests and benches.
    /// - Throws: `Failure` (78) if the settings file cannot be read, or at variables that begin
    ///   with `PAMINN_` and are no setting.
    static func checkNames() throws(Failure) {
        let unknown = try SettingValues.ofProcess.get().names.filter {
            $0.hasPrefix("PAMINN_") && !$0.hasPrefix("PAMINN_TEST_")
                && !$0.hasPrefix("PAMINN_BENCH_") && !names.contains($0)
        }
        guard !unknown.isEmpty else { return }
        throw SettingProblem.failure(
            unknown.map { name in
                SettingProblem(
                    "There is no setting \(name)",
                    NearestName.remedy(
                        for: name, among: names,
                        otherwise: "Unset it; `paminn config` lists those that there are."))
            })
    }

    /// Checks all settings of a program, each by itself.
    /// - Parameter areAllNeeded: whether required ones that are missing count.
    /// - Throws: `Failure` (78) that names all that do not hold, and all that are missing.
    func check(for reader: Setting.Reader, areAllNeeded: Bool = true) throws(Failure) {
        let problems = Setting.all.filter { $0.isRead(by: reader) }.compactMap { setting in
            do throws(SettingProblem) {
                let isMissing = try value(setting) == nil && setting.isRequired
                return isMissing && areAllNeeded ? Self.missing(setting) : nil
            } catch {
                return error
            }
        }
        guard problems.isEmpty else { throw SettingProblem.failure(problems) }
    }

    private static func missing(_ setting: Setting) -> SettingProblem {
        let purpose = setting.purpose.prefix(1).lowercased() + setting.purpose.dropFirst()
        return SettingProblem("\(setting.name) is not set", "Set it to \(purpose).")
    }

    // MARK: Values

    /// Where the value of a setting comes from.
    enum Source {
        case environment
        case settingsFile
        /// The file that `NAME_FILE` names.
        case secretFile
        case standard
        case nowhere
    }

    /// Where a setting's value comes from. The variable wins over the file of a secret.
    func source(_ setting: Setting) -> Source {
        if let (_, source) = values.value(setting.name) {
            return source == .file ? .settingsFile : .environment
        }
        if setting.isSecret, values.value(setting.fileName) != nil { return .secretFile }
        return setting.standard == nil ? .nowhere : .standard
    }

    /// The value of a setting, which holds by itself, or its default; nil if it has neither.
    func value(_ setting: Setting) throws(SettingProblem) -> String? {
        guard let text = try set(setting) else { return setting.standard }
        if let problem = setting.kind.problem(setting.name, text) { throw problem }
        return text
    }

    /// The value that an operator has set; nil if there is none.
    private func set(_ setting: Setting) throws(SettingProblem) -> String? {
        if let (text, _) = values.value(setting.name) { return text }
        guard setting.isSecret, let (path, _) = values.value(setting.fileName) else { return nil }
        do throws(Failure) {
            return try SecretFile.text(path, setting: setting.fileName)
        } catch {
            throw SettingProblem(error.what, error.remedy)
        }
    }

    /// As `value`, for a command that ends with what is wrong.
    func optional(_ setting: Setting) throws(Failure) -> String? {
        do throws(SettingProblem) {
            return try value(setting)
        } catch {
            throw error.failure
        }
    }

    /// - Throws: `Failure` (78) if the setting is not set either.
    func required(_ setting: Setting) throws(Failure) -> String {
        guard let text = try optional(setting) else { throw Self.missing(setting).failure }
        return text
    }

    /// - Precondition: the setting is a number with a default.
    func number(_ setting: Setting) throws(Failure) -> Int { Int(try required(setting))! }

    /// - Precondition: the setting is a time with a default.
    func time(_ setting: Setting) throws(Failure) -> Duration {
        Durations.read(try required(setting))!
    }

    // MARK: What the rooms take

    /// The settings of the Amili client. The required ones have no default, so that no letter goes
    /// to a place that nobody named.
    /// - Parameter limits: the worker's bounds on calls.
    /// - Throws: `Failure` (78) if the address or the code is missing, or a secret's file is open
    ///   to others; `AmiliSettingsError`, which ends with 78 too, if a value does not hold. Whether
    ///   the key file can be read is not checked here.
    func amili(_ limits: WorkerLimits) throws -> AmiliSettings {
        let keyFile = try optional(.amiliKeyFile) ?? ""
        try SecretFile.check(keyFile, setting: Setting.amiliKeyFile.name)
        return try AmiliSettings(
            baseURL: try required(.amiliURL), apiCode: try required(.amiliAPICode),
            keyFile: keyFile, caFile: try optional(.amiliCAFile),
            callDeadline: limits.callDeadline, inFlight: limits.inFlight,
            tcpUserTimeout: limits.tcpUserTimeout, proxy: try optional(.amiliProxy))
    }

    /// The names of the set proxy variables that other programs honour and this one does not:
    /// letters must not take another route because a proxy was set for the whole machine. `paminn
    /// doctor` mentions the first.
    var ignoredProxies: [String] {
        ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
            .filter { values.value($0)?.source == .environment }
    }

    /// The sender of spans, which does not run yet; nil if no collector is set.
    /// - Throws: `Failure` (78) if a value does not hold.
    func spanSender(_ log: Logger) throws(Failure) -> SpanSender? {
        guard let url = try optional(.traceEndpoint) else { return nil }
        let share = SettingKind.percent(try required(.traceShare))!
        let collector = SpanCollector(url)
        return SpanSender(share: share / 100, time: SystemTime(), log: log) {
            await collector.error(ofSending: $0)
        }
    }

    /// The bounds of a worker.
    /// - Throws: `Failure` (78) at a value that does not hold, else one that lists all bounds that
    ///   do not fit together.
    func limits() throws(Failure) -> WorkerLimits {
        let margin = SettingKind.percent(try required(.rateMargin))!
        let limits = WorkerLimits(
            inFlight: try number(.inFlight), callDeadline: try time(.callDeadline),
            lease: try time(.lease), heartbeat: try time(.heartbeat),
            settleDelay: try time(.settleDelay), maxAttempts: try number(.maxAttempts),
            backoff: SettingForms.readBackoff(try required(.backoff))!, rateMargin: margin / 100,
            sendWithin: try time(.sendWithin), standStill: try time(.standStill))
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
        let address = SettingForms.readListenAddress(try required(.consoleListen))!
        (console.host, console.port) = address
        console.publicURL = try optional(.consoleURL).map { url in
            url.hasSuffix("/") ? String(url.dropLast()) : url
        }
        console.proxies =
            try optional(.consoleProxy).map { addresses in
                addresses.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
            } ?? []
        console.selectAll = try number(.selectAll)
        console.undo = try time(.undo)
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

    /// How long nothing may be done while something is due, before that is reported as a
    /// stand-still.
    func standStill() throws(Failure) -> Duration { try time(.standStill) }

    /// How long the fleet stands still after the database went back.
    func settleDelay() throws(Failure) -> Duration { try time(.settleDelay) }

    /// The time from the first signal until the calls under way are cut off.
    func drain() throws(Failure) -> Duration { try time(.drain) }

    /// The published reference rates, and those of PAMINN_REFERENCE_RATES.
    /// - Throws: `Failure` (78) at an entry that cannot be read or contradicts a known rate.
    func referenceRates() throws(Failure) -> ReferenceRates {
        guard let text = try optional(.referenceRates) else { return .published }
        do throws(ReferenceRates.Invalid) {
            return try ReferenceRates(adding: text)
        } catch {
            throw SettingForms.problem(error).failure
        }
    }

    /// The directory in which a worker keeps what must survive its restart; nil if it keeps
    /// nothing.
    var stateDirectory: String? { values.value(Setting.stateDirectory.name)?.text }

    /// The address on which the status server listens; nil: there is none.
    func statusListen() throws(Failure) -> (host: String, port: Int)? {
        SettingForms.readListenAddress(try required(.statusListen))
    }

    /// Whether PAMINN_LOG asks for JSON; the default is text.
    func logsJSON() throws(Failure) -> Bool { try required(.log) == "json" }
}
