import QueueStore
import Reminders
import Stores
import Testing

/// Holds what is done to what a look has said is due.
extension StoreHarness {
    /// `tend`, where nobody else does anything meanwhile: a worker that only does what its look
    /// says is due would have done it too, and has nothing to do after it.
    func tendAsLookedAt() async throws {
        let isSeen = try await isSweepDue()
        let before = try await everything()
        try await tend()
        #expect(
            try await everything() == before || isSeen, "a look does not see what is to be swept")
        #expect(try await !isSweepDue(), "a look still sees something to sweep")
    }

    /// A turn that a look had seen.
    func takeTurn(_ worker: WorkerID) async throws -> Turn? {
        let isSeen = try await stores.queue.look(0, settleDelay: Self.settleDelay).due.contains(
            .turns)
        let turn = try await stores.queue.takeTurn(worker)
        #expect(turn == nil || isSeen, "a look does not see whom to ask Amili about")
        return turn
    }

    func isSweepDue() async throws -> Bool {
        try await stores.queue.look(0, settleDelay: Self.settleDelay).due.contains(.sweep)
    }

    /// A digest of what a sweep may change.
    private func everything() async throws -> [String?] {
        try await ask(
            ["run", "part", "creditor", "reminder", "permit", "manual_reminder"].map {
                "select md5(string_agg(t::text, ',' order by t::text)) from \($0) t"
            }.joined(separator: " union all ")
        ).map { $0[0] }
    }
}
