import Reminders

/// The last calls and those about to leave, in the order of their moments. At most `most` of them
/// lie within any `window`.
struct DepartureLog {
    private struct Departed {
        let at: BootInstant
        let number: UInt64
    }
    private var entries: [Departed] = []
    /// The most calls within `window`; no bound while no rate is known.
    private var most = Int.max
    private var window = Duration.zero

    /// Sets the bound: the calls of one second at the full rate, or one call in its own time if
    /// that is longer.
    /// - Parameters:
    ///   - spacing: the time between two calls at the full rate; zero if there is no rate.
    ///   - stretch: the factor, at least 1, by which the window is longer than that.
    mutating func bound(callsEvery spacing: Duration, stretchedBy stretch: Double) {
        guard spacing > .zero else {
            (most, window) = (.max, .zero)
            return
        }
        // Spacings come in whole nanoseconds: fifty a second must not become fifty-one.
        let calls = max(1, (Duration.seconds(1) / spacing - 1e-3).rounded(.up))
        most = Int(min(calls, 1e6))
        window = spacing * calls * stretch
    }

    /// - Returns: the first moment from `earliest` on at which another call fits.
    func room(notBefore earliest: BootInstant) -> BootInstant {
        var moment = earliest
        var index = place(of: moment)
        while index >= most, entries[index - most].at + window > moment {
            moment = entries[index - most].at + window
            index = place(of: moment)
        }
        return moment
    }

    /// Adds a call at the first moment from `earliest` on at which it fits.
    /// - Returns: that moment.
    mutating func add(_ number: UInt64, notBefore earliest: BootInstant) -> BootInstant {
        let moment = room(notBefore: earliest)
        insert(number, at: moment)
        forget(before: earliest)
        return moment
    }

    /// Adds a call.
    /// - Parameter now: a moment at which it fits.
    mutating func add(_ number: UInt64, now: BootInstant) {
        insert(number, at: now)
        forget(before: now)
    }

    private mutating func insert(_ number: UInt64, at moment: BootInstant) {
        entries.insert(Departed(at: moment, number: number), at: place(of: moment))
    }

    /// Removes a call, if it is still in the log.
    mutating func remove(_ number: UInt64) {
        if let index = entries.lastIndex(where: { $0.number == number }) {
            entries.remove(at: index)
        }
    }

    /// Moves a call to the moment at which it left, if it is still in the log.
    mutating func move(_ number: UInt64, to moment: BootInstant) {
        guard let index = entries.lastIndex(where: { $0.number == number }) else { return }
        entries.remove(at: index)
        insert(number, at: moment)
    }

    /// Returns the index behind all entries that are not later than `moment`.
    private func place(of moment: BootInstant) -> Int {
        (entries.lastIndex { $0.at <= moment } ?? -1) + 1
    }

    /// Drops entries that no longer count. Not at each call, because that moves all the others.
    private mutating func forget(before now: BootInstant) {
        guard entries.count > 64, entries.count / 2 > most || most == .max else { return }
        let kept = most == .max ? 0 : most + 1
        let old = entries.firstIndex { $0.at + window >= now } ?? entries.count
        entries.removeFirst(min(old, max(entries.count - kept, 0)))
    }
}
