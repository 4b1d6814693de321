import AccessStore
import Logging
import NIOConcurrencyHelpers
import Reminders
import ServiceLifecycle

/// Records which user looked at what: gathers for two seconds and writes one statement.
struct LookBook: Service {
    private static let mostWaiting = 50_000

    private let access: AccessStore
    private let log: Logger
    private let waiting = NIOLockedValueBox<[Look: Int]>([:])

    init(_ access: AccessStore, log: Logger) {
        self.access = access
        self.log = log
    }

    /// Somebody was shown a page.
    func note(_ context: PageContext) {
        guard let (kind, object) = Self.kind(context) else { return }
        // A run says itself whose it is.
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

    /// As the register knows it, and nothing else that stands in an address: text of any length in
    /// one look would keep all looks from being written down.
    private static func invoice(_ context: PageContext) -> String? {
        context.query["nr"].flatMap { InvoiceNumber($0) }?.key
    }

    /// Writes what has been noted.
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

    /// Until the console stops; also ends sessions whose time is over.
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
                        log.warning(
                            "who looked cannot be written down; it is kept",
                            metadata: ["error": "\(error)"])
                    }
                    isTold = true
                }
                round += 1
            }
        }
        // A database that is silent does not keep the console from ending.
        try? await Deadline.within(.seconds(5)) { try await write() }
    }
}
