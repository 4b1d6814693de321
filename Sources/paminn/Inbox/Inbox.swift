import AccessStore
import EnqueueStore
import LogEvents
import Logging
import Postgres
import Producer
import Reminders
import Stores

/// Loads the batches of host applications, one after another, in the order in which they were asked
/// for. A batch that waits for its creditor keeps no other one waiting.
struct Inbox {
    private let stores: Stores
    private let log: Logger

    init(_ stores: Stores, _ log: Logger) {
        self.stores = stores
        self.log = log
    }

    /// The time between two looks for batches.
    private static let pause = Duration.seconds(1)
    /// The time after which what waits is tried again, and said again.
    private static let patience = Duration.seconds(60)

    /// Loads what is asked for until the process is ended. What fails is logged; a batch is tried
    /// again after a minute.
    func keepLoading() async {
        var tried: [HostRequestID: BootInstant] = [:]
        while !Task.isCancelled {
            var isFailing = false
            do {
                try await eachRequest { request in
                    let now = SystemTime().now()
                    if let last = tried[request.id], now - last < Self.patience { return }
                    tried[request.id] = now
                    do {
                        if let outcome = try await load(request) { tell(of: outcome) }
                    } catch let error where !(error is PostgresError) {
                        // Such as a full disk of this machine, which is no fault of the database.
                        tell(of: request, Failure(error))
                    }
                }
                tried = tried.filter { SystemTime().now() - $0.value < Self.patience }
            } catch {
                isFailing = true
                let failure = Failure(error)
                log.tell(
                    .databaseTrouble, ["error": "\(failure.what)", "remedy": "\(failure.remedy)"])
            }
            try? await Task.sleep(for: isFailing ? Self.patience / 6 : Self.pause)
        }
    }

    /// Loads all that is asked for now.
    /// - Parameter body: gets what became of each batch.
    /// - Throws: whatever keeps a batch from being read or loaded but its own `HostProblem`.
    func loadAll(_ body: (InboxOutcome) -> Void) async throws {
        try await eachRequest { request in
            if let outcome = try await load(request) { body(outcome) }
        }
    }

    private func eachRequest(_ body: (HostRequest) async throws -> Void) async throws {
        var last: HostRequestID?
        while let request = try await stores.enqueue.openRequest(after: last) {
            last = request.id
            try await body(request)
        }
    }

    /// Loads one batch, or notes why it cannot be loaded.
    /// - Returns: nil if another inbox has ended the request meanwhile.
    private func load(_ request: HostRequest) async throws -> InboxOutcome? {
        let spool = try SpoolFile()
        try await stores.enqueue.lines(of: request.id) { try spool.append($0) }
        let loading = InboxLoading(request, try BatchFile(spool))
        do {
            let report = try await loading.load(into: stores)
            return try await end(InboxOutcome(request: request, report: report), loading.rejects)
        } catch LoadProblem.requestCancelled {
            return try await end(InboxOutcome(request: request), [])
        } catch {
            guard let problem = InboxLoading.problem(of: error) else { throw error }
            let outcome = InboxOutcome(request: request, problem: problem)
            if problem.isFinal { return try await end(outcome, loading.rejects(for: error)) }
            if request.problem != problem {
                try await stores.enqueue.note(problem, of: request.id)
            }
            return outcome
        }
    }

    private func end(
        _ outcome: InboxOutcome, _ rejects: [HostReject]
    ) async throws -> InboxOutcome? {
        let isEnded = try await stores.enqueue.finish(
            outcome.request.id, outcome.problem, rejects: rejects)
        return isEnded ? outcome : nil
    }

    private func tell(of outcome: InboxOutcome) {
        let request = outcome.request
        if let report = outcome.report {
            log.tell(
                .batchLoaded,
                [
                    "creditor": "\(request.handle)", "request": "\(request.id)",
                    "run": "\(report.run.map { "\($0)" } ?? "none")",
                    "queued": "\(report.queued)", "skipped": "\(report.skipped)",
                    "manual": "\(report.manual)", "refused": "\(report.refused)",
                ])
        } else if let problem = outcome.problem {
            tell(of: request, Failure(.input, problem.rawValue, problem.remedy))
        }
    }

    private func tell(of request: HostRequest, _ failure: Failure) {
        log.tell(
            .batchUnloaded,
            [
                "creditor": "\(request.handle)", "request": "\(request.id)",
                "error": "\(failure.what)", "remedy": "\(failure.remedy)",
            ])
    }
}

extension HostProblem {
    /// The next step of an operator.
    fileprivate var remedy: String {
        switch self {
        case .creditorNotActive:
            "Run `paminn creditor activate HANDLE` when Amili has activated it."
        case .creditorLocked: "Let the other load end, or end it."
        case .keyReused: "Let the application give the batch a name of its own."
        case .nothingUsable, .unreadable:
            "Let the application mend what paminn_v1.rejects names, and hand it over anew."
        }
    }
}
