/// Watches other workers' beat counters by this process' own clock: no wall clock decides a death.
package struct FailureDetector: Sendable {
    private struct Seen {
        var beat: Int64
        var since: BootInstant
    }
    private let lease: Duration
    private let longestGap: Duration
    private var seen: [WorkerID: Seen] = [:]
    private var lastAsked: BootInstant?

    /// - Parameter longestGap: looks further apart than this prove nothing (the watcher itself was
    ///   stopped, or the database was away): everybody's time begins anew.
    package init(lease: Duration, longestGap: Duration = .seconds(2)) {
        self.lease = lease
        self.longestGap = longestGap
    }

    /// - Parameters:
    ///   - asked: a moment before the sightings were asked for.
    ///   - answered: a moment after. A beat is known to be still from the first answer that showed
    ///     it to the last question that still did: the shortest it can have been.
    /// - Returns: those whose counter stood still for the length of the lease, with that beat.
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

    /// Has anybody's counter stood still for at least so long?
    package func isAnySilent(for span: Duration, at now: BootInstant) -> Bool {
        seen.values.contains { now - $0.since >= span }
    }
}
