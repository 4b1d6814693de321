import Foundation
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(10)))
struct StoppedLoaderTests {
    /// Where a load is stopped.
    enum Stop: CaseIterable {
        /// Between two statements; the server's timeout ends it.
        case betweenStatements
        /// Before the rows of a COPY; the server has no timeout for that, and the next load of the
        /// creditor ends it.
        case withinCopy

        /// The table that the load wants to write to when it is stopped.
        var table: String {
            switch self {
            case .betweenStatements: "run"
            case .withinCopy: "reminder"
            }
        }
    }

    @Test(arguments: Stop.allCases)
    func whoeverWaitsForAStoppedLoadIsToldAndTheLockGoes(stop: Stop) async throws {
        try await Installation.with { installation in
            let big = try installation.file("big.csv", count: 20_000)
            let small = try installation.file("small.csv", first: 50_001, count: 3)
            let hold = try await TableHold(of: stop.table, in: installation)
            let first = try ChildProcess(
                Place.paminn, ["enqueue", big, "--creditor", "demo"],
                environment: installation.environment)
            try await hold.isWaitedFor()
            await first.send(signal: SIGSTOP)
            try await hold.release()
            let enqueue = ["enqueue", small, "--creditor", "demo"]
            let second = try await installation.paminn(enqueue)
            #expect(second.ending == .exited(75), "\(second.errors)")
            #expect(second.errors.contains("Another load holds this creditor since 20"))
            #expect(second.errors.contains("by pid \(first.pid) on "))
            try await eventually("the lock is free") {
                try await installation.paminn(enqueue).ending == .exited(0)
            }
            await first.send(signal: SIGCONT)
            let ended = try await first.wait()
            #expect([.exited(69), .exited(75)].contains(ended.ending), "\(ended.errors)")
            #expect(try await installation.query("select count(*) from reminder") == "3")
        }
    }
}
