import NIOConcurrencyHelpers

/// Work that goes on after its page was answered, by name. After a restart the same click begins it
/// again.
final class BackgroundJobs: Sendable {
    enum JobState: Sendable, Equatable {
        case going
        case failed(JobProblem)
    }

    private static let most = 2_000
    private let jobs = NIOLockedValueBox<[String: JobState]>([:])

    func state(of name: String) -> JobState? { jobs.withLockedValue { $0[name] } }

    func forget(_ name: String) { jobs.withLockedValue { $0[name] = nil } }

    /// Begins it, unless it is going on already.
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
        // Outlives the request: a run of a million takes longer than a browser waits. Cut off, its
        // transaction is undone, and the same click does it anew.
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
