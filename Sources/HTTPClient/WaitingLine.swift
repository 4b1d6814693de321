/// Calls that wait for a free connection, by the moments from which they may begin; equal ones
/// first come, first served.
///
/// libcurl has such a queue (CURLMOPT_MAX_TOTAL_CONNECTIONS), but 7.88 does not look at the
/// deadline of what waits in it: a call of 200 ms behind one that hung for 20 s ended after 20 s.
struct WaitingLine {
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

    /// Takes out the one that `peek` gave.
    mutating func dropFirst() {
        first += 1
        if first == transfers.count {
            self = WaitingLine()
        } else if first >= 1_024 {
            transfers.removeFirst(first)
            first = 0
        }
    }

    /// - Returns: the calls whose time has passed at `now`, taken out of the line.
    mutating func expired(at now: Int64) -> [Transfer] {
        guard now >= earliestExpiry else { return [] }
        var gone: [Transfer] = []
        var line = WaitingLine()
        for transfer in transfers[first...] where !transfer.hasEnded {
            if transfer.expiry <= now { gone.append(transfer) } else { line.append(transfer) }
        }
        self = line
        return gone
    }
}
