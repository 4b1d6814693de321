import ConsoleStore
import Reminders
import Status
import Worker

/// How a worker is, by its vitals and the database.
struct WorkerHealth: HealthSource {
    let watch: WorkerWatch
    let limits: WorkerLimits
    let stop: Stop
    let footing: LatestValue<DatabaseFooting>

    func live() -> HealthReport { HealthReport([loop(watch.vitals, SystemTime().now())]) }

    func ready() async -> HealthReport {
        let reading = await footing.value()
        let (vitals, now) = (watch.vitals, SystemTime().now())
        var known: DatabaseFooting?
        if case .value(let footing) = reading { known = footing }
        return HealthReport(
            [loop(vitals, now)] + HealthChecks.database(reading)
                + [
                    beat(vitals, now), gate(known), work(vitals, now), amili(vitals, now),
                ].compactMap { $0 })
    }

    var summary: String {
        let vitals = watch.vitals
        return "\(vitals.accepted) accepted, \(vitals.others) other outcomes;"
            + " \(vitals.partsInHand) parts in hand; \(occupation(vitals))"
    }

    private func loop(_ vitals: WorkerVitals, _ now: BootInstant) -> HealthCheck {
        switch vitals.stage {
        // Its tasks are cancelled; `Signals` bounds the time that this may take.
        case .working where stop.stage == .aborting:
            HealthCheck("main loop", .ok, "it is being cut off")
        case .working:
            HealthChecks.loop(vitals.loopTurnedAt ?? now, at: now)
        case .starting: HealthCheck("main loop", .ok, "it has not begun: the database comes first")
        case .registering: HealthCheck("main loop", .ok, "it begins once this worker has a number")
        case .leaving, .ended: HealthCheck("main loop", .ok, "it has come to its end")
        }
    }

    private func beat(_ vitals: WorkerVitals, _ now: BootInstant) -> HealthCheck {
        guard let at = vitals.beatAt else {
            return HealthCheck("beat", .bad, "this worker has not beaten yet", "Wait a moment.")
        }
        let age = now - at
        let says = "the last one was \(Durations.written(age.seconds)) ago"
        if age >= limits.lease {
            return HealthCheck(
                "beat", .bad, says + ", so nothing is sent",
                "See the worker's log; look at the database and the way to it.")
        }
        return HealthCheck("beat", age > limits.heartbeat * 2 ? .warning : .ok, says)
    }

    /// - Returns: nil if the database does not tell.
    private func gate(_ footing: DatabaseFooting?) -> HealthCheck? {
        guard let footing else { return nil }
        if footing.isPaused {
            return HealthCheck(
                "gate", .warning, "a human has paused all letters", "`paminn resume --all`.")
        }
        guard footing.closedFor > 0 else { return HealthCheck("gate", .ok, "it is open") }
        let isOurs = [.credential, .tokenRefused].contains(footing.closedCause)
        return HealthCheck(
            "gate", isOurs ? .bad : .warning,
            "all of Amili is closed for \(Durations.written(footing.closedFor))"
                + (footing.closedCause.map { ": \($0.words)" } ?? ""), "See `paminn doctor`.")
    }

    private func work(_ vitals: WorkerVitals, _ now: BootInstant) -> HealthCheck {
        if vitals.standsStill {
            return HealthCheck(
                "work", .bad, "something is due, and nothing is sent, asked or settled",
                "Run `paminn doctor`; restart this worker if it lasts.")
        }
        let last = vitals.claimedAt.map {
            "; the last part was claimed \(Durations.written((now - $0).seconds)) ago"
        }
        let isTroubled = [.failed, .dead, .databaseMoved].contains(vitals.claim)
        return HealthCheck(
            "work", isTroubled || stop.isStopping ? .warning : .ok,
            occupation(vitals) + (last ?? "; it has claimed no part yet"),
            isTroubled ? "See the worker's log." : "")
    }

    /// What it does, or why it claims nothing.
    private func occupation(_ vitals: WorkerVitals) -> String {
        if stop.isStopping { return "it is stopping" }
        switch vitals.claim {
        case nil: return "it has not asked for work yet"
        case .part: return "it works"
        case .nothing where vitals.partsInHand > 0: return "it works, and nothing more is due"
        case .nothing: return "it is idle, for nothing is due"
        case .gateClosed: return "it waits, for Amili's gate is closed or the rate is used up"
        case .databaseMoved: return "it waits, for the database is not where it was"
        case .dead: return "it was declared dead, and begins anew"
        case .failed: return "it waits for the database"
        }
    }

    private func amili(_ vitals: WorkerVitals, _ now: BootInstant) -> HealthCheck {
        guard let call = vitals.call else {
            return HealthCheck("Amili", .ok, "it has not been called yet")
        }
        let ago = "\(Durations.written((now - call.at).seconds)) ago"
        switch call.ending {
        case .answered, .refused: return HealthCheck("Amili", .ok, "it answered \(ago)")
        case .unauthorized:
            return HealthCheck(
                "Amili", .warning, "it refused us or a creditor \(ago)", "Run `paminn doctor`.")
        case .tooMany:
            return HealthCheck(
                "Amili", .warning, "it called for fewer calls \(ago)",
                "If it happens often, lower `paminn rate`.")
        case .noAnswer:
            return HealthCheck(
                "Amili", .warning, "the last call, \(ago), got no answer that can be used",
                "Run `paminn doctor`; if it lasts, ask Amili.")
        }
    }
}
