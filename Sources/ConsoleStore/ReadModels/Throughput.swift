import Database
import Postgres

/// What the last hour brought, by the samples that consoles took.
package struct Throughput: Sendable, Equatable {
    package struct Minute: Sendable, Equatable {
        /// Its beginning, RFC 3339 UTC.
        package let at: String
        /// nil: no console was there to see it.
        package let settled: Int?
        package init(at: String, settled: Int?) {
            self.at = at
            self.settled = settled
        }
    }
    /// What came back of the calls that brought no plain 201, and of the questions.
    package struct Outcomes: Sendable, Equatable {
        /// nil: there is no sample of the last hour.
        package let since: String?
        package let rejected: Int
        /// 409: Amili had a case.
        package let known: Int
        /// 401 and 403.
        package let refused: Int
        package let tooMany: Int
        package let unanswered: Int
        package let asked: Int
        package let notAnswered: Int
    }
    /// Sixty; the last is going on.
    package let minutes: [Minute]
    package let outcomes: Outcomes
}

extension Throughput {
    /// A count that falls, as it does when history is pruned, is taken for 0.
    /// - Parameters:
    ///   - edges: each minute's beginning, and what had settled by then, if a sample tells.
    ///   - latest: what has settled by now.
    static func minutes(_ edges: [(at: String, settled: Int64?)], latest: Int64?) -> [Minute] {
        edges.indices.map { index in
            let end = index + 1 < edges.count ? edges[index + 1].settled : latest
            let begin = edges[index].settled
            let settled = begin.flatMap { begin in end.map { max(0, Int($0 - begin)) } }
            return Minute(at: edges[index].at, settled: settled)
        }
    }
}

extension ConsoleStore {
    /// Writes this ten seconds' row, unless another console has.
    /// - Returns: whether this call did.
    @discardableResult
    package func sample() async throws -> Bool {
        try await pool.performToEnd { session in
            guard try session.run(OperationsStatement.sample).count == 1 else { return false }
            try session.run(OperationsStatement.forgetSamples)
            return true
        }
    }

    static func throughput(_ session: borrowing PostgresSession) throws -> Throughput {
        let rows = try session.run(OperationsStatement.minutes)
        let edges = (0..<rows.count).map { row in
            (at: rows.string(row, "begins_at"), settled: rows.optionalInt(row, "settled"))
        }
        let latest = try session.run(OperationsStatement.latestSample)
        let sums = try session.run(OperationsStatement.outcomes)
        func sum(_ column: StaticString) -> Int { Int(sums.int(0, column)) }
        return Throughput(
            minutes: Throughput.minutes(
                edges, latest: latest.count == 1 ? latest.int(0, "settled") : nil),
            outcomes: Throughput.Outcomes(
                since: sums.optionalString(0, "since"), rejected: sum("rejected"),
                known: sum("known"), refused: sum("refused"), tooMany: sum("too_many"),
                unanswered: sum("unanswered"), asked: sum("asked"),
                notAnswered: sum("not_answered")))
    }
}
