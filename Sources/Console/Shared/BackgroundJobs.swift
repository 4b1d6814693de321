import NIOConcurrencyHelpers

/// Runs work that outlasts the request that began it. Jobs go by name. They are kept in memory:
/// after a restart the same click begins the job again.
final class BackgroundJobs: Sendable {
    /// The state of a job that has not succeeded; one that has is forgotten.
    enum JobState: Sendable, Equatable {
        case going
        case failed(JobProblem)
    }

    /// Above so many entries all failures are forgotten.
    private static let most = 2_000
    private let jobs = NIOLockedValueBox<[String: JobState]>([:])

    /// - Returns: nil if the job has succeeded or was never begun here.
    func state(of name: String) -> JobState? { jobs.withLockedValue { $0[name] } }

    /// Forgets a failure once it has been shown.
    func forget(_ name: String) { jobs.withLockedValue { $0[name] = nil } }

    /// Begins a job, unless one of that name is going on.
    func begin(
        _ name: String, _ body: @escaping @Sendable () async throws -> Void
    ) {
        let isNew = jobs.withLockedValue { jobs in
            if jobs[name] == .going { return false }
            if jobs.count > Self.most { jobs = jobs.filter { $1 == .going } }
            jobs[name] = .going
            return true
        }
        guard isNew else { return }
        // The task outlives the request: a run of a million takes longer than a browser waits. If
        // the process ends, its transaction is rolled back, and the same click does it anew.
        Task { [self] in
            do {
                try await body()
                jobs.withLockedValue { $0[name] = nil }
            } catch {
                jobs.withLockedValue { $0[name] = .failed(JobProblem(error)) }
            }
        }
    }
}
