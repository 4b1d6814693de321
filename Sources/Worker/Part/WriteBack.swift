import Reminders

/// Outcomes and evidence of a part that the ledger does not know yet.
struct WriteBack: Sendable {
    struct Batch: Sendable {
        let settlements: [Settlement]
        let evidence: [Evidence]
        /// Amili's clock when it was put together, seconds since 1970; nil if it is not known.
        let amiliNow: Int64?
    }
    private(set) var settlements: [Settlement] = []
    private(set) var evidence: [Evidence] = []
    /// When the oldest of `settlements` was noted.
    private var unsettledSince = BootInstant(nanoseconds: 0)
    private var inFlight: Batch?
    /// The claim is another worker's now.
    private(set) var isLeaseLost = false
    /// The ledger was away to the very end.
    private(set) var isUnwritten = false

    /// Outcomes wait so long for others to be written back with, and no more than so many do.
    static let longestWait = Duration.milliseconds(250)
    static let mostWaiting = 100

    var isEmpty: Bool { settlements.isEmpty && evidence.isEmpty }
    var isBeingWritten: Bool { inFlight != nil }

    mutating func note(_ settlement: Settlement, at now: BootInstant) {
        if settlements.isEmpty { unsettledSince = now }
        settlements.append(settlement)
    }

    mutating func note(_ fact: Evidence) { evidence.append(fact) }

    mutating func loseLease() { isLeaseLost = true }

    /// Is it time to write? One that is cut off cannot wait for more.
    func isDue(at now: BootInstant, isCancelled: Bool) -> Bool {
        guard !settlements.isEmpty else { return false }
        return settlements.count >= Self.mostWaiting || isCancelled
            || now - unsettledSince >= Self.longestWait
    }

    /// - Returns: nil if there is nothing to write, or the last batch is not written yet.
    mutating func begin(amiliNow: Int64?) -> Batch? {
        guard !isEmpty, inFlight == nil else { return nil }
        assert(Set(settlements.map(\.position)).count == settlements.count, "one outcome each")
        let batch = Batch(settlements: settlements, evidence: evidence, amiliNow: amiliNow)
        (settlements, evidence, inFlight) = ([], [], batch)
        return batch
    }

    /// - Parameter answer: nil if it could not be written while there was time.
    /// - Returns: what was written, or was to be.
    mutating func ended(_ answer: Settled?) -> Batch? {
        defer { inFlight = nil }
        switch answer {
        case .settled?: break
        case .leaseLost?: isLeaseLost = true
        case nil: (isLeaseLost, isUnwritten) = (true, true)
        }
        return inFlight
    }
}
