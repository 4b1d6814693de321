/// The paced calls that have not begun, by their moments; equal ones by their coming.
struct PacedLine {
    private var transfers: [Transfer] = []
    private var first = 0
    /// No call in the line expires before; `Int64.max` if none will. It may lie too early.
    private(set) var earliestExpiry = Int64.max

    var isEmpty: Bool { first == transfers.count }

    mutating func append(_ transfer: Transfer) {
        // Slots are given in the order of asking: nearly always it is the last.
        var place = transfers.count
        while place > first, transfers[place - 1].notBefore > transfer.notBefore { place -= 1 }
        transfers.insert(transfer, at: place)
        earliestExpiry = min(earliestExpiry, transfer.expiry)
    }

    /// - Returns: the next that has not ended meanwhile (by cancellation), left in the line; nil if
    ///   there is none.
    mutating func peek() -> Transfer? {
        while first < transfers.count {
            if !transfers[first].hasEnded { return transfers[first] }
            dropFirst()
        }
        return nil
    }

    mutating func dropFirst() {
        first += 1
        if first == transfers.count {
            self = PacedLine()
        } else if first >= 1_024 {
            transfers.removeFirst(first)
            first = 0
        }
    }

    /// - Returns: those whose time has passed at `now`, taken out of the line.
    mutating func expired(at now: Int64) -> [Transfer] {
        guard now >= earliestExpiry else { return [] }
        let waiting = transfers[first...].filter { !$0.hasEnded }
        transfers = waiting.filter { $0.expiry > now }
        first = 0
        earliestExpiry = transfers.map(\.expiry).min() ?? .max
        return waiting.filter { $0.expiry <= now }
    }
}
