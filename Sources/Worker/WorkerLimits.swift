package import Reminders

/// Every bound of a worker, in one place, checked at start.
package struct WorkerLimits: Sendable {
    /// Calls on the wire at once, 1...1024.
    package var inFlight: Int
    package var callDeadline: Duration
    /// A worker whose beat stands still for so long is declared dead by the others.
    package var lease: Duration
    package var heartbeat: Duration
    /// How long "not there" says nothing after a call in doubt.
    package var settleDelay: Duration
    /// Calls that were sent, per reminder, 1...100.
    package var maxAttempts: Int
    package var backoff: Backoff
    /// The share of the fleet's rate that stays unused, 0...0.5, so that no second at Amili's end
    /// holds more calls than the rate, however unevenly they travel.
    package var rateMargin: Double
    /// A letter begins at most so long after its slot was asked for and after the last look at its
    /// invoice, 1 s to 3 s: the time in which a payment, a pause or a cancel may come too late.
    package var sendWithin: Duration
    /// How long nothing may be sent, asked or settled while something is due.
    package var standStill: Duration
    /// Between two looks at the others' beats of a worker that is busy, and of any when one of them
    /// has stood still for `suspicion`.
    package var watch: Duration { min(.milliseconds(250), heartbeat / 4) }
    /// The same of an idle worker as long as all of them beat.
    package var calmWatch: Duration { watch * 2 }
    /// It leaves the time for a close look or two before the lease is over.
    package var suspicion: Duration { lease - calmWatch * 2 }
    /// The longest that an idle worker waits before it looks for work again: with its beats, and
    /// with statements that are prepared anew, that is less than three statements in two seconds.
    package static let idle = Duration.milliseconds(1_100)
    /// How long after a worker's end at most another asks Amili about its letters, but for the
    /// time that statements take: the last beat may have come just before the end; it is seen at
    /// the next look; it has stood still for the lease at the look after that; its parts are
    /// rescued at once, and claimed; the question waits for its slot, less than a second.
    package var longestSilence: Duration { calmWatch + lease + watch + Self.idle }
    /// How long after the last good beat's sending a call may still begin: the lease less a margin.
    package var sendingSpan: Duration { lease - min(.seconds(2), lease / 5) }
    /// How long the kernel may still deliver our bytes after we have gone.
    package var tcpUserTimeout: Duration { max(.seconds(1), min(.seconds(15), callDeadline)) }
    /// Parts at once that have letters to hand over: enough that the next is looked up while the
    /// last goes into the client's line.
    package var partsSending: Int { 1 + (inFlight + 98) / 99 }
    /// Parts held at once, with those that wait for answers or for the ledger. Where an answer
    /// takes 50 ms, a worker that counts them as sending fills two thirds of its calls in flight
    /// (`Tests/bench scale`); a dead worker's parts wait the longer to be asked about, the more
    /// there are.
    package var partsInHand: Int { 2 * partsSending }

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

    /// The shortest settle delay that covers whatever may still happen after a call in doubt: the
    /// lease, the call itself, what the kernel retransmits, and Amili's own work (an assumption:
    /// as long as we would have waited for it).
    package var shortestSettleDelay: Duration {
        lease + callDeadline + tcpUserTimeout + callDeadline
    }

    /// One sentence for every bound that does not hold; none if all do.
    package var violations: [String] {
        var found: [String] = []
        if !(1...1024).contains(inFlight) { found.append("in flight must be 1 to 1024") }
        if !(1...100).contains(maxAttempts) { found.append("max attempts must be 1 to 100") }
        if callDeadline < .milliseconds(100) || callDeadline > .seconds(300) {
            found.append("the call deadline must be 100ms to 5m")
        }
        if heartbeat < .milliseconds(50) { found.append("the heartbeat must be at least 50ms") }
        if lease < heartbeat * 3 { found.append("the lease must be at least 3 heartbeats") }
        if !(0...0.5).contains(rateMargin) { found.append("the rate margin must be 0% to 50%") }
        if !(.seconds(1)...(.seconds(3))).contains(sendWithin) {
            found.append("a letter must be sent within 1s to 3s")
        }
        if standStill < .seconds(5) || standStill > .seconds(3_600) {
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
}
