import Foundation
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(10)))
struct StoppedLoaderTests {
    /// The session of a load that is under way.
    private static let loading = """
        select count(*) from pg_stat_activity
        where datname = current_database() and application_name like 'paminn-load/%'
        """

    @Test func whoeverWaitsForAStoppedLoadIsToldAndTheLockGoes() async throws {
        try await Installation.with { installation in
            let big = try installation.file("big.csv", count: 20_000)
            let small = try installation.file("small.csv", first: 50_001, count: 3)
            let first = try ChildProcess(
                Place.paminn, ["enqueue", big, "--creditor", "demo"],
                environment: installation.environment)
            try await eventually("it loads") { try await installation.query(Self.loading) == "1" }
            await first.send(signal: SIGSTOP)
            let second = try await installation.paminn(["enqueue", small, "--creditor", "demo"])
            #expect(second.ending == .exited(75), "\(second.errors)")
            #expect(second.errors.contains("Another load holds this creditor since 20"))
            #expect(second.errors.contains("by pid \(first.pid) on "))
            // The server ends what stands still.
            try await eventually("the lock is free") {
                try await installation.query(Self.loading) == "0"
            }
            try await installation.expect(0, ["enqueue", small, "--creditor", "demo"])
            await first.send(signal: SIGCONT)
            let ended = try await first.wait()
            #expect([.exited(69), .exited(75)].contains(ended.ending), "\(ended.errors)")
            #expect(try await installation.query("select count(*) from reminder") == "3")
        }
    }
}
