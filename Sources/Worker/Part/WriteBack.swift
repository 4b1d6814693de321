import Reminders

/// The outcomes and evidence of a part that the ledger does not have yet.
struct WriteBack: Sendable {
    /// The content of one write.
    struct Batch: Sendable {
        let settlements: [Settlement]
        let evidence: [Evidence]
        /// Amili's clock when the batch was made, seconds since 1970; nil if it is not known.
        let amiliNow: Int64?
    }
    private(set) var settlements: [Settlement] = []
    private(set) var evidence: [Evidence] = []
    /// When the oldest of `settlements` was noted.
    private var unsettledSince = BootInstant(nanoseconds: 0)
    /// The batch that is being written; nil if there is none.
    private var inFlight: Batch?
    /// Whether the claim is another worker's, or must be counted as such because a write was given
    /// up.
    private(set) var isLeaseLost = false
    /// Whether a write was given up: the ledger was away to the very end.
    private(set) var isUnwritten = false

    /// The longest that an outcome waits for others to be written with.
    static let longestWait = Duration.milliseconds(250)
    /// The number of outcomes that are written without waiting for more.
    static let mostWaiting = 100

    var isEmpty: Bool { settlements.isEmpty && evidence.isEmpty }
    var isBeingWritten: Bool { inFlight != nil }

    mutating func note(_ settlement: Settlement, at now: BootInstant) {
        if settlements.isEmpty { unsettledSince = now }
        settlements.append(settlement)
    }

    mutating func note(_ fact: Evidence) { evidence.append(fact) }

    mutating func loseLease() { isLeaseLost = true }

    /// Whether it is time to write. A part that is being cut off cannot wait for more outcomes.
    func isDue(at now: BootInstant, isCancelled: Bool) -> Bool {
        guard !settlements.isEmpty else { return false }
        return settlements.count >= Self.mostWaiting || isCancelled
            || now - unsettledSince >= Self.longestWait
    }

    /// Makes a batch of everything that is noted.
    /// - Returns: nil if there is nothing to write, or the last batch is not written yet.
    mutating func begin(amiliNow: Int64?) -> Batch? {
        guard !isEmpty, inFlight == nil else { return nil }
        assert(Set(settlements.map(\.position)).count == settlements.count, "one outcome each")
        let batch = Batch(settlements: settlements, evidence: evidence, amiliNow: amiliNow)
        (settlements, evidence, inFlight) = ([], [], batch)
        return batch
    }

    /// Ends the write of a batch.
    /// - Parameter answer: nil if it could not be written while there was time.
    /// - Returns: the batch, written or not; nil if there was none.
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
