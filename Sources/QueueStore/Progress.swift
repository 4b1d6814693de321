import Database
import Postgres
package import Reminders

extension QueueStore {
    package func progress() async throws -> WorkProgress {
        try await beatPool.perform { session in try WorkProgress.read(in: session) }
    }

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
