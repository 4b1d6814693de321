package import Reminders

/// All bounds of a worker, checked at its start (`violations`).
package struct WorkerLimits: Sendable {
    /// Calls on the wire at once, 1...1024.
    package var inFlight: Int
    /// The longest that one call may take, 100 ms to 5 min.
    package var callDeadline: Duration
    /// A worker whose beat stands still for this long is declared dead by the others. At least
    /// three heartbeats.
    package var lease: Duration
    /// The pause between two beats, at least 50 ms.
    package var heartbeat: Duration
    /// How long after a call in doubt Amili's "not there" proves nothing. At least
    /// `shortestSettleDelay`.
    package var settleDelay: Duration
    /// The most calls that are sent for one reminder, 1...100.
    package var maxAttempts: Int
    /// The pauses of a part whose passes get nowhere.
    package var backoff: Backoff
    /// The share of the fleet's rate that stays unused, 0...0.5, so that no second at Amili's end
    /// holds more calls than the rate, however unevenly they travel.
    package var rateMargin: Double
    /// The longest time from the request for a slot, and from the last read of the invoice, to the
    /// beginning of the letter: 1 s to 3 s. A payment, a pause or a cancel within it may come too
    /// late.
    package var sendWithin: Duration
    /// How long nothing may be sent, asked or settled while something is due, 5 s to 1 h.
    package var standStill: Duration
    /// The pause between two looks at the others' beats, of a busy worker and, once one of them has
    /// stood still for `suspicion`, of any worker.
    package var watch: Duration { min(.milliseconds(250), heartbeat / 4) }
    /// The same pause of an idle worker as long as all others beat.
    package var calmWatch: Duration { watch * 2 }
    /// The time for which a beat may stand still before it is watched closely. It leaves room for a
    /// close look or two before the lease is over.
    package var suspicion: Duration { lease - calmWatch * 2 }
    /// The longest that an idle worker waits before it looks for work again. Together with its
    /// beats, and with statements that are prepared anew, that makes fewer than three statements in
    /// two seconds.
    package static let idle = Duration.milliseconds(1_100)
    /// The longest time from a worker's end until another asks Amili about its letters, without the
    /// time that statements take. The last beat may have come just before the end, and the next
    /// look sees it. The look after a lease finds it still. The parts are rescued at once, and
    /// claimed; the question waits less than a second for its slot.
    package var longestSilence: Duration { calmWatch + lease + watch + Self.idle }
    /// How long after a good beat was sent a call may still begin: the lease less a margin.
    package var sendingSpan: Duration { lease - min(.seconds(2), lease / 5) }
    /// How long the kernel may still deliver our bytes after the process has ended.
    package var tcpUserTimeout: Duration { max(.seconds(1), min(.seconds(15), callDeadline)) }
    /// The most parts that have letters to hand over at once: enough that the next one is looked up
    /// while the letters of the last enter the client's line.
    package var partsSending: Int {
        1 + (inFlight + ClaimedPart.mostReminders - 1) / ClaimedPart.mostReminders
    }
    /// The most parts held at once, including those that wait for answers or for the ledger. If
    /// these counted as sending, a worker would fill two thirds of its calls in flight where an
    /// answer takes 50 ms (`Tests/bench scale`). The more parts are held, the longer a dead
    /// worker's parts wait to be asked about.
    package var partsInHand: Int { 2 * partsSending }
    /// The most parts of creditors with a rate of their own that are held at once: half of those
    /// that send, as they may wait for slots while other creditors' letters could go.
    package var ratedPartsInHand: Int { partsSending / 2 }

    /// The slowest rate, in calls a second, of all or of one creditor. With the widest margin two
    /// slots lie 40 s apart; a letter's must come while its look-up holds.
    package static let slowestRate = 0.05

    /// What each bound may be by itself; `violations` has what they must be to each other.
    package static let inFlightBounds = 1...1024
    package static let callDeadlineBounds = Duration.milliseconds(100)...(.seconds(300))
    package static let leaseBounds = Duration.milliseconds(150)...(.seconds(3_600))
    package static let heartbeatBounds = Duration.milliseconds(50)...(.seconds(1_200))
    package static let settleDelayBounds = Duration.seconds(1)...(.seconds(7 * 86_400))
    package static let maxAttemptsBounds = 1...100
    package static let rateMarginBounds = 0...0.5
    package static let sendWithinBounds = Duration.seconds(1)...(.seconds(3))

    /// Makes limits that may contradict each other: see `violations`.
    package init(
        inFlight: Int = 32, callDeadline: Duration = .seconds(30), lease: Duration = .seconds(10),
        heartbeat: Duration = .seconds(3), settleDelay: Duration = .seconds(600),
        maxAttempts: Int = 8, backoff: Backoff = Backoff(), rateMargin: Double = 0.03,
        sendWithin: Duration = .seconds(1), standStill: Duration = WorkProgress.patience
    ) {
        self.inFlight = inFlight
        self.callDeadline = callDeadline
        self.lease = lease
        self.heartbeat = heartbeat
        self.settleDelay = settleDelay
        self.maxAttempts = maxAttempts
        self.backoff = backoff
        self.rateMargin = rateMargin
        self.sendWithin = sendWithin
        self.standStill = standStill
    }

    /// The shortest settle delay that covers everything that may still happen after a call in
    /// doubt: the lease, the call itself, the kernel's retransmissions, and Amili's own work. The
    /// last is an assumption: as long as we would have waited for it.
    package var shortestSettleDelay: Duration {
        lease + callDeadline + tcpUserTimeout + callDeadline
    }

    /// An English sentence for each bound that does not hold; empty if all do.
    package var violations: [String] {
        var found: [String] = []
        if !Self.inFlightBounds.contains(inFlight) { found.append("in flight must be 1 to 1024") }
        if !Self.maxAttemptsBounds.contains(maxAttempts) {
            found.append("max attempts must be 1 to 100")
        }
        if !Self.callDeadlineBounds.contains(callDeadline) {
            found.append("the call deadline must be 100ms to 5m")
        }
        if heartbeat < Self.heartbeatBounds.lowerBound {
            found.append("the heartbeat must be at least 50ms")
        }
        if lease < heartbeat * 3 { found.append("the lease must be at least 3 heartbeats") }
        if !Self.rateMarginBounds.contains(rateMargin) {
            found.append("the rate margin must be 0% to 50%")
        }
        if !Self.sendWithinBounds.contains(sendWithin) {
            found.append("a letter must be sent within 1s to 3s")
        }
        if !WorkProgress.patienceBounds.contains(standStill) {
            found.append("PAMINN_STAND_STILL must be 5s to 1h")
        }
        if settleDelay < shortestSettleDelay {
            found.append(
                "the settle delay must be at least \(shortestSettleDelay.wholeSeconds)s (lease + "
                    + "call deadline + TCP user timeout + the time Amili may still be working)")
        }
        return found
    }
}

extension Duration {
    /// Seconds, rounded up.
    var wholeSeconds: Int64 { components.seconds + (components.attoseconds > 0 ? 1 : 0) }

    /// The seconds, rounded down.
    var fullSeconds: Int64 { components.seconds - (components.attoseconds < 0 ? 1 : 0) }
}
