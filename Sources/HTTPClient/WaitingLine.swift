/// Calls that wait for a free connection, ordered by the moments from which they may begin. Calls
/// with the same moment are served first come, first served.
///
/// libcurl has such a queue (CURLMOPT_MAX_TOTAL_CONNECTIONS), but 7.88 ignores the deadlines of
/// calls in it: a call with 200 ms behind one that hung for 20 s ended after 20 s.
struct WaitingLine {
    private var transfers: [Transfer] = []
    private var first = 0
    /// A lower bound of the expiries in the line; `Int64.max` if it is empty.
    private(set) var earliestExpiry = Int64.max

    var isEmpty: Bool { first == transfers.count }

    mutating func append(_ transfer: Transfer) {
        // Slots are given in the order of the requests, so a call nearly always belongs at the end.
        var place = transfers.count
        while place > first, transfers[place - 1].notBefore > transfer.notBefore { place -= 1 }
        transfers.insert(transfer, at: place)
        earliestExpiry = min(earliestExpiry, transfer.expiry)
    }

    /// - Returns: the first call that has not ended (by cancellation), which stays in the line; nil
    ///   if there is none.
    mutating func peek() -> Transfer? {
        while first < transfers.count {
            if !transfers[first].hasEnded { return transfers[first] }
            dropFirst()
        }
        return nil
    }

    /// Removes the call that `peek` returned.
    mutating func dropFirst() {
        first += 1
        if first == transfers.count {
            self = WaitingLine()
        } else if first >= 1_024 {
            transfers.removeFirst(first)
            first = 0
        }
    }

    /// Removes the calls whose time has ended.
    /// - Returns: these calls.
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
