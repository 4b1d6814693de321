import AccessStore
import LogEvents
import Logging
import NIOConcurrencyHelpers
import Reminders
import ServiceLifecycle

/// Records which user looked at what. Looks are gathered in memory for two seconds and written with
/// one statement.
struct LookBook: Service {
    /// Different looks that may wait to be written. Above it, new ones are lost.
    private static let mostWaiting = 50_000

    private let access: AccessStore
    private let log: Logger
    /// The looks that are not written yet, and how often each took place.
    private let waiting = NIOLockedValueBox<[Look: Int]>([:])

    init(_ access: AccessStore, log: Logger) {
        self.access = access
        self.log = log
    }

    /// Notes that a page was shown to somebody; for paths of no interest it does nothing.
    func note(_ context: PageContext) {
        guard let (kind, object) = Self.kind(context) else { return }
        // The run itself tells whose it is.
        let isNamed = object == nil || kind == .invoice || kind == .letter
        let isTold = isNamed && kind != .operations || context.session.creditors.count == 1
        let creditor = isTold ? (try? context.creditor())?.id : nil
        let look = Look(
            login: context.session.login, kind: kind, creditor: creditor, object: object,
            address: context.address)
        waiting.withLockedValue { waiting in
            guard waiting[look] != nil || waiting.count < Self.mostWaiting else { return }
            waiting[look, default: 0] += 1
        }
    }

    /// The kind of a page's look, and its object: the number of a run or of an invoice.
    /// - Returns: nil for pages that are not recorded.
    private static func kind(_ context: PageContext) -> (Look.Kind, String?)? {
        let run = context.parameters["run"]
        let path = context.path
        if path.hasSuffix(".csv") || path.hasSuffix("/csv") { return (.download, run) }
        if path.hasPrefix("/utskick") { return (.run, run) }
        switch path {
        case "/kundfakturor":
            return (context.query.has("namn") || context.query.has("sok") ? .search : .list, nil)
        case "/faktura": return (.invoice, invoice(context))
        case "/manuella/brev": return (.letter, invoice(context))
        case "/drift", "/drift/logg": return (.operations, nil)
        default: return path.hasPrefix("/manuella") ? (.letter, nil) : nil
        }
    }

    /// The canonical invoice number that the address names; nil if it names none. Nothing else of
    /// an address is recorded: one text that the table does not take would keep all looks from
    /// being written.
    private static func invoice(_ context: PageContext) -> String? {
        context.query["nr"].flatMap { InvoiceNumber($0) }?.key
    }

    /// Writes the noted looks. If that fails, they are kept for the next time.
    /// - Throws: `PostgresError`.
    func write() async throws {
        let looks = waiting.withLockedValue { waiting in
            defer { waiting = [:] }
            return waiting
        }
        guard !looks.isEmpty else { return }
        do {
            try await access.add(looks)
        } catch {
            // Not lost while the database is away: they wait for the next time.
            waiting.withLockedValue { waiting in
                waiting.merge(looks) { $0 + $1 }
            }
            throw error
        }
    }

    /// Runs until the console stops. It writes every two seconds, ends outdated sessions every
    /// minute, and deletes old looks every hour. A failure is logged once until a round succeeds.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            var isTold = false
            var round = 0
            while (try? await Task.sleep(for: .seconds(2))) != nil {
                do {
                    try await write()
                    if round % 30 == 0 { try await access.sweepSessions(limits: SessionLimits()) }
                    if round % 1_800 == 0 { try await access.sweepLooks() }
                    isTold = false
                } catch {
                    if !isTold {
                        log.tell(.looksUnwritten, ["error": "\(error)"])
                    }
                    isTold = true
                }
                round += 1
            }
        }
        // A database that does not answer must not keep the console from ending.
        try? await Deadline.within(.seconds(5)) { try await write() }
    }
}
