import Amili
import Console
import Postgres
import Reminders
import Worker

/// The table of all settings. A default or a bound that another room has is taken from there.
extension Setting {
    static let all = everywhere + ofWorker + ofConsole

    // MARK: Everywhere

    static let databaseURL = Setting(
        "PAMINN_DATABASE_URL", .text("PostgreSQL's address, as a URI or key=value"),
        isSecret: true, isRequired: true, for: [.every],
        "Where the database is, such as postgresql:///paminn. PgBouncer in transaction mode will do"
    )
    static let databaseDirectURL = Setting(
        "PAMINN_DATABASE_DIRECT_URL", .text("PostgreSQL's address"), isSecret: true, for: [.worker],
        "A way past the pooler, for the LISTEN that wakes idle workers. Without it a worker behind"
            + " a pooler says so and finds work by polling")
    private static let deadlines = StatementDeadlines()
    private static let deadlineKind = SettingKind.time(.milliseconds(100)...(.seconds(86_400)))
    static let databaseDeadlineBrief = Setting(
        "PAMINN_DATABASE_DEADLINE_BRIEF", deadlineKind, standard: Durations.short(deadlines.brief),
        for: [.every], "The longest that a beat or a slot may take")
    static let databaseDeadline = Setting(
        "PAMINN_DATABASE_DEADLINE", deadlineKind, standard: Durations.short(deadlines.ordinary),
        for: [.every], "The longest that any other statement may take")
    static let databaseDeadlineLoad = Setting(
        "PAMINN_DATABASE_DEADLINE_LOAD", deadlineKind, standard: Durations.short(deadlines.bulk),
        for: [.every],
        "The longest that a statement about a whole batch may take; of a COPY, each piece")
    static let databaseWait = Setting(
        "PAMINN_DATABASE_WAIT", .time(.zero...(.seconds(86_400))), standard: "5m",
        for: [.every],
        "How long `work` and `console` wait at its start for a database that is away. They say so once,"
            + " and end with 69")
    static let standStill = Setting(
        "PAMINN_STAND_STILL", .time(WorkProgress.patienceBounds),
        standard: Durations.short(WorkProgress.patience), for: [.every],
        "How long nothing may happen while something is due")
    static let referenceRates = Setting(
        "PAMINN_REFERENCE_RATES",
        .text(form: "first day of a half-year=percent, with commas", problem: SettingForms.rates),
        for: [.every],
        "Reference rates from 2025-01-01 on, for letters made by hand, such as"
            + " 2025-01-01=3.00,2025-07-01=2.00. These are examples: look the rates up at the"
            + " Riksbank")
    static let log = Setting(
        "PAMINN_LOG", .word(["text", "json"]), standard: "text", for: [.every],
        "The form of the lines that `work` and `console` log")
    static let statusListen = Setting(
        "PAMINN_STATUS_LISTEN",
        .text(form: "off or HOST:PORT", problem: SettingForms.statusListen), standard: "off",
        for: [.every],
        "Where `work` and `console` serve /metrics, /health/live and /health/ready")
    private static let everywhere = [
        databaseURL, databaseDirectURL, databaseDeadlineBrief, databaseDeadline,
        databaseDeadlineLoad, databaseWait, standStill, statusListen, referenceRates, log,
    ]

    // MARK: Worker

    private static let limits = WorkerLimits()
    static let amiliURL = Setting(
        "PAMINN_AMILI_URL",
        .text(form: "https://HOST[:PORT][/PATH]", problem: SettingForms.amiliURL),
        isRequired: true, for: [.worker],
        "Where the letters go. It must be https, unless it is loopback")
    static let amiliAPICode = Setting(
        "PAMINN_AMILI_API_CODE",
        .text(form: "visible ASCII", problem: SettingForms.apiCode), isSecret: true,
        isRequired: true,
        for: [.worker], "The installation's code at Amili")
    static let amiliKeyFile = Setting(
        "PAMINN_AMILI_KEY_FILE", .text("path of a PEM file"), isRequired: true, for: [.worker],
        "The file of the P-256 key that signs for the installation; read anew for each token")
    static let amiliCAFile = Setting(
        "PAMINN_AMILI_CA_FILE", .text("path of a PEM file"), for: [.worker],
        "Certificate authorities for Amili, instead of the system's")
    static let amiliProxy = Setting(
        "PAMINN_AMILI_PROXY",
        .text(form: "http://[USER:PASSWORD@]HOST:PORT", problem: SettingForms.proxy),
        isSecret: true, for: [.worker],
        "Amili is reached through it by CONNECT, and TLS is verified as ever. HTTPS_PROXY and its"
            + " kin are not read; `paminn doctor` says so")
    static let inFlight = Setting(
        "PAMINN_IN_FLIGHT", .number(WorkerLimits.inFlightBounds), standard: "\(limits.inFlight)",
        for: [.worker], "Calls at once in each worker")
    static let callDeadline = Setting(
        "PAMINN_CALL_DEADLINE", .time(WorkerLimits.callDeadlineBounds),
        standard: Durations.short(limits.callDeadline), for: [.worker],
        "One call, from its beginning to its last byte")
    static let lease = Setting(
        "PAMINN_LEASE", .time(WorkerLimits.leaseBounds), standard: Durations.short(limits.lease),
        for: [.worker],
        "A worker whose beat stands still for so long is declared dead. At least three heartbeats")
    static let heartbeat = Setting(
        "PAMINN_HEARTBEAT", .time(WorkerLimits.heartbeatBounds),
        standard: Durations.short(limits.heartbeat), for: [.worker], "The pause between two beats")
    static let settleDelay = Setting(
        "PAMINN_SETTLE_DELAY", .time(WorkerLimits.settleDelayBounds),
        standard: Durations.short(limits.settleDelay), for: [.worker],
        "How long \"Amili does not have it\" proves nothing after a lost answer. At least the lease,"
            + " two call deadlines, and the TCP user timeout, which is the call deadline but 1s to"
            + " 15s")
    static let maxAttempts = Setting(
        "PAMINN_MAX_ATTEMPTS", .number(WorkerLimits.maxAttemptsBounds),
        standard: "\(limits.maxAttempts)", for: [.worker],
        "Calls that were sent, for each reminder")
    static let backoff = Setting(
        "PAMINN_BACKOFF", .text(form: "two times, as 1s..5m", problem: SettingForms.backoff),
        standard: Durations.short(limits.backoff.base) + ".." + Durations.short(limits.backoff.cap),
        for: [.worker], "The wait between attempts, shortest and longest")
    static let rateMargin = Setting(
        "PAMINN_RATE_MARGIN",
        .percent(
            WorkerLimits.rateMarginBounds.lowerBound * 100...WorkerLimits.rateMarginBounds
                .upperBound * 100),
        standard: "\(Int((limits.rateMargin * 100).rounded()))%", for: [.worker],
        "The share of `paminn rate` that stays unused: calls arrive less evenly than they leave."
            + " Set the same for all workers")
    static let sendWithin = Setting(
        "PAMINN_SEND_WITHIN", .time(WorkerLimits.sendWithinBounds),
        standard: Durations.short(limits.sendWithin), for: [.worker],
        "A letter begins at most so long after its slot was asked for and its invoice was last read."
            + " A payment, a pause or a cancel within that time may come too late. Only a slow way"
            + " to the database needs more, from about 250 ms each way; `paminn doctor` measures it"
    )
    static let drain = Setting(
        "PAMINN_DRAIN", .time(.zero...(.seconds(86_400))), standard: "25s", for: [.worker],
        "The time from SIGTERM until calls under way are cut off")
    static let stateDirectory = Setting(
        "PAMINN_STATE_DIRECTORY", .text("path of a directory"), for: [.worker],
        "Where a worker remembers how far the database had come")
    static let traceEndpoint = Setting(
        "PAMINN_TRACE_ENDPOINT",
        .text(form: "https://HOST[:PORT]/PATH", problem: SettingForms.traceEndpoint),
        for: [.worker],
        "The collector that spans of parts and calls are sent to by OTLP over HTTP, such as"
            + " http://127.0.0.1:4318/v1/traces. It must be https, unless it is loopback. Without it"
            + " none are sent")
    static let traceShare = Setting(
        "PAMINN_TRACE_SHARE", .percent(0...100), standard: "1%", for: [.worker],
        "The share of parts whose spans are sent")
    private static let ofWorker = [
        amiliURL, amiliAPICode, amiliKeyFile, amiliCAFile, amiliProxy, inFlight, callDeadline,
        lease, heartbeat, settleDelay, maxAttempts, backoff, rateMargin, sendWithin, drain,
        stateDirectory, traceEndpoint, traceShare,
    ]

    // MARK: Console

    private static let console = ConsoleSettings()
    static let consoleListen = Setting(
        "PAMINN_CONSOLE_LISTEN",
        .text(form: "HOST:PORT", problem: SettingForms.consoleListen),
        standard: "\(console.host):\(console.port)", for: [.console],
        "Another address than loopback needs an https PAMINN_CONSOLE_URL")
    static let consoleURL = Setting(
        "PAMINN_CONSOLE_URL", .text("https://HOST[:PORT]"), for: [.console],
        "The address that browsers use")
    static let consoleProxy = Setting(
        "PAMINN_CONSOLE_PROXY", .text("IP addresses, with commas"), for: [.console],
        "The proxies before the console. Their X-Forwarded-For says who asks, for limits, log and"
            + " audit. Without it, behind an https PAMINN_CONSOLE_URL, no address is known and"
            + " limits by address do not hold; the console says so at its start")
    static let selectAll = Setting(
        "PAMINN_SELECT_ALL", .number(ConsoleSettings.selectAllBounds),
        standard: "\(console.selectAll)", for: [.console],
        "How many invoices *Markera alla* takes at a time")
    static let undo = Setting(
        "PAMINN_UNDO", .time(ConsoleSettings.undoBounds), standard: Durations.short(console.undo),
        for: [.console], "How long a run waits after the click")
    private static let ofConsole = [consoleListen, consoleURL, consoleProxy, selectAll, undo]
}
