package import CoreMetrics
import NIOConcurrencyHelpers
package import Reminders

/// Turns what flows between a worker, its ledger and Amili into metrics, and into the vitals that
/// health checks read. All lives of a worker share it. No decision depends on it.
package final class WorkerWatch: Sendable {
    private let metrics: WorkerMetrics
    /// nil: nobody collects spans.
    let spans: Span.Sink?
    private let state = NIOLockedValueBox(WorkerVitals())

    /// - Parameters:
    ///   - factory: makes the metrics; by default they go nowhere.
    ///   - spans: gets a span for each part that is over; nil: nobody does.
    package init(
        _ factory: any MetricsFactory = NOOPMetricsHandler.instance, spans: Span.Sink? = nil
    ) {
        self.spans = spans
        metrics = WorkerMetrics(factory)
    }

    package var vitals: WorkerVitals { state.withLockedValue { $0 } }

    // MARK: Lives

    func enters(_ stage: WorkerVitals.Stage, at now: BootInstant) {
        state.withLockedValue { vitals in
            vitals.stage = stage
            vitals.loopTurnedAt = now
            vitals.standsStill = false
        }
    }

    /// The main loop has turned.
    func loopTurned(at now: BootInstant, parts: Int) {
        state.withLockedValue { vitals in
            vitals.loopTurns &+= 1
            vitals.loopTurnedAt = now
            vitals.partsInHand = parts
        }
    }

    func standsStill(_ isSo: Bool) { state.withLockedValue { $0.standsStill = isSo } }

    func note(_ news: PartNews) {
        if case .leaseLost = news { metrics.leasesLost.increment() }
    }

    // MARK: The ledger

    func took(_ work: LedgerWork, _ span: Duration) {
        metrics.statement(work).recordNanoseconds(span.wholeNanoseconds)
    }

    func hasBeaten(at sent: BootInstant) { state.withLockedValue { $0.beatAt = sent } }

    func claimed(_ news: ClaimNews, at now: BootInstant) {
        state.withLockedValue { vitals in
            vitals.claim = news
            if news == .part { vitals.claimedAt = now }
        }
    }

    func reserved(_ reservation: Reservation) {
        switch reservation {
        case .slots(let count, _, _, _): metrics.slotsGranted.increment(by: count)
        case .busy: metrics.slotsWaited.increment()
        case .closed, .parked, .stopped, .dead, .leaseLost: break
        }
    }

    /// Outcomes are in the database.
    func settled(_ settlements: [Settlement]) {
        for settlement in settlements {
            metrics.reminders(settlement.state, settlement.reason).increment()
            if settlement.preventsDuplicate { metrics.duplicatesPrevented.increment() }
        }
        state.withLockedValue { vitals in
            let accepted = settlements.count { $0.state == .accepted }
            vitals.accepted += accepted
            vitals.others += settlements.count - accepted
        }
    }

    func rescued(_ parts: Int) { metrics.rescuedParts.increment(by: parts) }

    // MARK: Amili

    func lettersEnded(_ ends: [LetterEnd], at now: BootInstant) {
        var last: CallEnding?
        for end in ends {
            guard let ending = CallEnding(end.report.outcome) else { continue }
            metrics.call(.register, ending)
                .recordNanoseconds(end.report.trace.duration.wholeNanoseconds)
            last = ending
        }
        if let last { state.withLockedValue { $0.call = (last, now) } }
    }

    /// - Parameter ending: nil if no call left.
    func called(
        _ call: WorkerCall, _ ending: CallEnding?, _ trace: CallTrace, at now: BootInstant
    ) {
        guard let ending else { return }
        metrics.call(call, ending).recordNanoseconds(trace.duration.wholeNanoseconds)
        state.withLockedValue { $0.call = (ending, now) }
    }

    /// A token call has ended, in whatever call needed it.
    package func tokenEnded(_ trace: CallTrace, at now: BootInstant) {
        called(.token, CallEnding(token: trace), trace, at: now)
    }
}

extension Settlement {
    /// Whether a look-up found a case that a letter would have doubled.
    fileprivate var preventsDuplicate: Bool {
        switch state {
        case .accepted: !countsAttempt
        case .skipped: reason == .alreadyAtAmili
        case .queued, .uncertain, .rejected, .failed, .cancelled, .manual: false
        }
    }
}
