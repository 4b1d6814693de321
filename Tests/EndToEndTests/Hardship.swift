import Foundation
import TestSupport
import Testing

/// What the tests of hard times share: work that is under way, its trouble, and what the worker
/// said of it.
extension Installation {
    /// The database's name.
    var name: String {
        get throws {
            try #require(database.components(separatedBy: "dbname=").last)
        }
    }

    /// Settings of the database for sessions to come; those that there are end.
    /// - Parameter setting: `set …` or `reset …`.
    func alterDatabase(_ setting: String, on server: String? = nil) async throws {
        let name = try name
        try await TestDatabase.query(
            "alter database \(name) \(setting);"
                + " select count(pg_terminate_backend(pid)) from pg_stat_activity"
                + " where datname = '\(name)' and pid <> pg_backend_pid()",
            on: try server ?? TestDatabase.server())
    }

    /// Enqueues a batch, has a worker begin it, brings it trouble once letters are out, and waits
    /// for the end. Afterwards every invoice has its letter, and only one.
    /// - Parameters:
    ///   - slowed: Amili takes its time from then on until the trouble is over, so that it meets
    ///     work under way however fast the machine. Not with faults of the test's own, which this
    ///     would replace.
    ///   - trouble: makes it, sees it, and mends it.
    /// - Returns: the worker's log.
    @discardableResult
    func endure(
        invoices: Int = 300, after letters: Int = 40, worker more: [String: String] = [:],
        within limit: Duration = .seconds(120), slowed: Bool = true,
        _ trouble: @Sendable (ChildProcess) async throws -> Void
    ) async throws -> [String] {
        let file = try file("batch.csv", count: invoices)
        try await expect(0, ["enqueue", file, "--creditor", "demo"])
        if slowed {
            try await setFaults(
                #"{"on":"POST /case--registrations","do":"pass","after":\#(letters),"delay_ms":300}"#
            )
        }
        let worker = try startWorker(more)
        try await eventually(within: .seconds(120), "\(letters) letters are out") {
            try self.letters().count >= letters
        }
        try await trouble(worker)
        if slowed { try await setFaults("") }
        try await finished(within: limit)
        await worker.send(signal: SIGTERM)
        let ended = try await worker.wait()
        #expect(ended.ending == .exited(0), "\(ended.errors)")
        try await expectOneLetterEach(accepted: invoices)
        return ended.errors.split(separator: "\n").map(String.init)
    }
}

extension ChildProcess {
    /// Waits until the program has said `words` on standard error.
    func says(_ words: String, within limit: Duration = .seconds(60)) async throws {
        try await eventually(within: limit, "the log says ‘\(words)’") {
            errors.contains(words)
        }
    }
}

/// One trouble is one line when it begins, with its remedy, and at most one when it is over.
func expectToldOnce(
    _ trouble: String, remedy: String, in log: [String],
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let told = log.filter { $0.contains(trouble) && !$0.contains(" over ") }
    #expect(told.count == 1, "\(log)", sourceLocation: sourceLocation)
    #expect(told.allSatisfy { $0.contains(remedy) }, "\(told)", sourceLocation: sourceLocation)
    let over = log.filter { $0.contains(" over ") && $0.contains(trouble) }
    #expect(over.count <= 1, "\(over)", sourceLocation: sourceLocation)
}
