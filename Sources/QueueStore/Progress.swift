import Database
import Postgres
package import Reminders

extension QueueStore {
    /// Reads on the connection of the heartbeats, so that no load and no settle delays it.
    package func progress() async throws -> WorkProgress {
        try await beatPool.perform { session in try WorkProgress.read(in: session) }
    }

    /// Writes on the connection of the heartbeats. The pulse of a dead worker changes nothing.
    package func note(_ pulse: Pulse, of worker: WorkerID) async throws {
        try await beatPool.performToEnd { session in
            _ = try session.run(
                PulseStatement.pulse,
                [
                    "worker": .id(worker), "lease": .double(pulse.lease.seconds),
                    "idle": .double(pulse.idle.seconds),
                    "waits": pulse.waits.isEmpty ? .null : .textArray(pulse.waits.map(\.written)),
                ])
        }
    }
}
