import Database
import Postgres
package import Reminders

/// The outcomes of the last hour, from the samples that consoles took.
package struct Throughput: Sendable, Equatable {
    /// A minute, and how many reminders ended in it.
    package struct Minute: Sendable, Equatable {
        /// The minute's beginning.
        package let at: Timestamp
        /// nil: no console took samples then.
        package let settled: Int?
        package init(at: Timestamp, settled: Int?) {
            self.at = at
            self.settled = settled
        }
    }
    /// The answers to calls that brought no plain 201, and to look-ups.
    package struct Outcomes: Sendable, Equatable {
        /// The first sample of the last hour; nil: there is none.
        package let since: Timestamp?
        /// 400, 412, 413 and 422.
        package let rejected: Int
        /// 409: Amili had a case.
        package let known: Int
        /// 401 and 403.
        package let refused: Int
        /// 429.
        package let tooMany: Int
        /// Letters that went into doubt.
        package let unanswered: Int
        /// Look-ups that were answered with 200.
        package let asked: Int
        /// Look-ups without such an answer.
        package let notAnswered: Int
    }
    /// Sixty minutes, the present one last.
    package let minutes: [Minute]
    package let outcomes: Outcomes
}

extension Throughput {
    /// Counts what ended in each minute. A count that falls, as it does when history is pruned, is
    /// taken for 0.
    /// - Parameters:
    ///   - edges: The beginning of each minute, and how many had ended by then; nil: no sample
    ///     tells.
    ///   - latest: How many have ended by now; nil: no sample tells.
    static func minutes(_ edges: [(at: Timestamp, settled: Int64?)], latest: Int64?) -> [Minute] {
        edges.indices.map { index in
            let end = index + 1 < edges.count ? edges[index + 1].settled : latest
            let begin = edges[index].settled
            let settled = begin.flatMap { begin in end.map { max(0, Int($0 - begin)) } }
            return Minute(at: edges[index].at, settled: settled)
        }
    }
}

extension ConsoleStore {
    /// Writes the sample of these ten seconds, unless another console has.
    /// - Returns: Whether this call did.
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
            (at: rows.timestamp(row, "begins_at"), settled: rows.optionalInt(row, "settled"))
        }
        let latest = try session.run(OperationsStatement.latestSample)
        let sums = try session.run(OperationsStatement.outcomes)
        func sum(_ column: StaticString) -> Int { Int(sums.int(0, column)) }
        return Throughput(
            minutes: Throughput.minutes(
                edges, latest: latest.count == 1 ? latest.int(0, "settled") : nil),
            outcomes: Throughput.Outcomes(
                since: sums.optionalTimestamp(0, "since"), rejected: sum("rejected"),
                known: sum("known"), refused: sum("refused"), tooMany: sum("too_many"),
                unanswered: sum("unanswered"), asked: sum("asked"),
                notAnswered: sum("not_answered")))
    }
}
