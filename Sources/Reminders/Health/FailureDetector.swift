/// Detects dead workers by their beat counters and this process's own clock. No wall clock decides
/// a death.
package struct FailureDetector: Sendable {
    private struct Seen {
        var beat: Int64
        var since: BootInstant
    }
    private let lease: Duration
    private let longestGap: Duration
    private var seen: [WorkerID: Seen] = [:]
    private var lastAsked: BootInstant?

    /// - Parameters:
    ///   - lease: the time for which a counter must stand still.
    ///   - longestGap: two looks further apart than this prove nothing, because the watcher itself
    ///     was stopped or the database was away. Then all workers are timed anew.
    package init(lease: Duration, longestGap: Duration = .seconds(2)) {
        self.lease = lease
        self.longestGap = longestGap
    }

    /// Compares the counters with those of earlier looks. A counter has surely stood still from the
    /// first answer that showed its value to the latest question that still did.
    /// - Parameters:
    ///   - asked: a moment before the sightings were asked for.
    ///   - answered: a moment after they came.
    /// - Returns: the workers whose counters stood still for the lease.
    package mutating func look(
        _ sightings: [Sighting], asked: BootInstant, answered: BootInstant
    ) -> [Sighting] {
        precondition(asked <= answered)
        if answered - (lastAsked ?? asked) > longestGap { seen.removeAll() }
        lastAsked = asked
        var next: [WorkerID: Seen] = [:]
        var dead: [Sighting] = []
        for sighting in sightings {
            if let known = seen[sighting.worker], known.beat == sighting.beat {
                next[sighting.worker] = known
                if asked - known.since >= lease { dead.append(sighting) }
            } else {
                next[sighting.worker] = Seen(beat: sighting.beat, since: answered)
            }
        }
        seen = next
        return dead
    }

    /// Whether any worker's counter has stood still for this span.
    package func isAnySilent(for span: Duration, at now: BootInstant) -> Bool {
        seen.values.contains { now - $0.since >= span }
    }
}
