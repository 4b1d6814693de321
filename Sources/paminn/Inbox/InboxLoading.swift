import AccessStore
import EnqueueStore
import NIOConcurrencyHelpers
import Producer
import Reminders
import Stores

/// The load of one batch, by the code that loads a file.
struct InboxLoading {
    private let request: HostRequest
    private let batch: BatchFile
    private let refused = NIOLockedValueBox<[HostReject]>([])

    init(_ request: HostRequest, _ batch: BatchFile) {
        self.request = request
        self.batch = batch
    }

    /// The first refused lines, at most `EnqueueStore.mostRejects`. Complete after the load.
    var rejects: [HostReject] { refused.withLockedValue { $0 } }

    /// Loads the batch as a run. One that was loaded before is read once more for its refused
    /// lines.
    /// - Throws: `LoadProblem`, `BatchFile.Problem`, `UnreadableBatch`, an error of the database.
    func load(into stores: Stores) async throws -> LoadReport {
        let rules = ReadingRules()
        let survey = try batch.survey(rules)
        let order = LoadOrder(
            creditor: request.creditor, key: request.batch, digest: batch.digest,
            asOf: request.asOf, graceBankDays: request.graceBankDays, hold: request.hold,
            createdBy: request.requestedBy, request: request.id)
        let (batch, refused) = (batch, refused)
        var report = try await stores.enqueue.load(order) {
            ReadAheadSource {
                try BatchSource(
                    batch, survey, notes: BatchNotes(), refuse: { Self.note($0, in: refused) })
            }
        }
        if report.existing {
            let source = try BatchSource(
                batch, survey, notes: BatchNotes(), refuse: { Self.note($0, in: refused) })
            try source.readThrough()
            report.refused = source.refused
        } else {
            try await stores.access.audit(
                request.requestedBy, .sent, creditor: request.creditor, run: report.run,
                facts: report.facts)
        }
        return report
    }

    /// Returns the refused lines, and what is wrong with the batch as a whole.
    func rejects(for error: any Error) -> [HostReject] {
        guard rejects.isEmpty, let unreadable = error as? UnreadableBatch else { return rejects }
        return [
            HostReject(
                line: 1, field: nil, code: HostProblem.unreadable.rawValue,
                reason: unreadable.reason, remedy: unreadable.remedy)
        ]
    }

    /// Returns why a batch cannot be loaded; nil if that is no fault of its own or its creditor's.
    static func problem(of error: any Error) -> HostProblem? {
        switch error {
        case LoadProblem.creditorNotActive: .creditorNotActive
        case LoadProblem.held: .creditorLocked
        case LoadProblem.keyReused: .keyReused
        case BatchFile.Problem.nothingUsable, BatchFile.Problem.noInvoices: .nothingUsable
        case is UnreadableBatch: .unreadable
        default: nil
        }
    }

    private static func note(
        _ refusal: Refusal, in refused: NIOLockedValueBox<[HostReject]>
    ) {
        refused.withLockedValue { rejects in
            guard rejects.count < EnqueueStore.mostRejects else { return }
            rejects.append(
                HostReject(
                    line: refusal.line, field: refusal.column, code: refusal.code.rawValue,
                    reason: refusal.reason, remedy: refusal.remedy))
        }
    }
}
