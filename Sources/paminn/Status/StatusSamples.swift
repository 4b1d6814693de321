import ConsoleStore
import Postgres
import Reminders
import Status
import Worker

/// Turns figures that others keep into metrics, at a scrape.
enum StatusSamples {
    static func build(_ process: StatusProcess) -> MetricSample {
        MetricSample(
            "paminn_build_info",
            [ProgramVersion.number, ProgramVersion().commit ?? "", process.rawValue], 1)
    }

    /// The connections and failures of a process's pools.
    static func database(_ figures: PostgresPoolFigures) -> [MetricSample] {
        // A series that vanished would look like a process that ended.
        let errors = figures.errors.merging(["none": 0]) { counted, _ in counted }
        return errors.map { MetricSample("paminn_database_errors_total", [$0], Double($1)) } + [
            MetricSample("paminn_database_deadlines_total", [], Double(figures.deadlines)),
            MetricSample("paminn_database_connections", ["busy"], Double(figures.busy)),
            MetricSample("paminn_database_connections", ["idle"], Double(figures.idle)),
        ]
    }

    /// When a worker last beat and claimed; what it has not done yet is left out.
    static func worker(_ vitals: WorkerVitals) -> [MetricSample] {
        let (now, wall) = (SystemTime().now(), SystemTime.wall)
        func sample(_ name: String, _ moment: BootInstant?) -> MetricSample? {
            moment.map { MetricSample(name, [], wall - (now - $0).seconds) }
        }
        return [
            sample("paminn_last_beat_timestamp_seconds", vitals.beatAt),
            sample("paminn_last_claim_timestamp_seconds", vitals.claimedAt),
        ].compactMap { $0 }
    }

    /// The figures of the fleet, or only that they could not be read.
    /// - Parameter patience: how long nothing may be done while something is due.
    static func fleet(
        _ reading: LatestValue<FleetFigures>.Reading, patience: Duration
    ) -> [MetricSample] {
        guard case .value(let fleet) = reading else {
            return [MetricSample("paminn_fleet_up", [], 0)]
        }
        let causes = GateCause.allCases.map(\.rawValue) + ["paused", "unknown"]
        let gates = causes.map { cause in
            MetricSample("paminn_gates_closed", [cause], Double(fleet.closedGates[cause] ?? 0))
        }
        let used = fleet.usedRate.map { MetricSample("paminn_rate_used_per_second", [], $0) }
        return gates + [used].compactMap { $0 }
            + [
                MetricSample("paminn_fleet_up", [], 1),
                MetricSample("paminn_queue_reminders", [], Double(fleet.queued)),
                MetricSample("paminn_queue_oldest_due_seconds", [], fleet.oldestDue),
                MetricSample("paminn_held_runs_past_due", [], Double(fleet.heldPastDue)),
                MetricSample("paminn_uncertain_reminders", [], Double(fleet.uncertain)),
                MetricSample("paminn_uncertain_oldest_seconds", [], fleet.oldestDoubt),
                MetricSample("paminn_workers", ["alive"], Double(fleet.alive)),
                MetricSample("paminn_workers", ["dead"], Double(fleet.dead)),
                MetricSample("paminn_rate_per_second", [], fleet.rate),
                MetricSample("paminn_poll_lag_seconds", [], fleet.pollLag),
                MetricSample("paminn_incidents_open", [], Double(fleet.openIncidents)),
                MetricSample(
                    "paminn_stand_still_seconds", [], stillness(fleet.progress, patience)),
            ]
    }

    private static func stillness(_ progress: WorkProgress, _ patience: Duration) -> Double {
        switch progress.verdict(after: patience) {
        case .moves: 0
        case .noWorker(let since), .standsStill(let since): since.seconds
        }
    }
}
