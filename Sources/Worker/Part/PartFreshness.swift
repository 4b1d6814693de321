import Reminders

/// How old is what a part knows: its reads, and its look-up.
struct PartFreshness: Sendable {
    /// A moment before the last read, and before the last look-up, was sent.
    private(set) var readAt = BootInstant(nanoseconds: 0)
    private(set) var lookedUpAt: BootInstant?
    /// The same of the first read, from which those in doubt know their invoices.
    private(set) var firstReadAt = BootInstant(nanoseconds: 0)
    /// The database's clock minus this machine's boot time, seconds.
    private var databaseOffset: Int64 = 0
    /// Before the first letter of this pass, by the database's clock: since when those that get
    /// into doubt in it are. Seconds since 1970.
    private(set) var doubtBegan: Int64 = 0

    /// How long an answer to a look-up is good.
    static let lookUpLife = Duration.seconds(60)

    /// - Parameters:
    ///   - asked: a moment before the read was sent.
    ///   - databaseNow: seconds since 1970 by the database's clock.
    mutating func read(asked: BootInstant, databaseNow: Int64) {
        readAt = asked
        if lookedUpAt == nil {
            firstReadAt = asked
            doubtBegan = databaseNow
        }
        databaseOffset = databaseNow - asked.nanoseconds / 1_000_000_000
    }

    /// - Parameter began: a moment before the question was sent.
    mutating func lookedUp(began: BootInstant) { lookedUpAt = began }

    /// A reminder that was read at `moment` is to be sent after all. A read since has passed it by:
    /// the next letter waits for another.
    mutating func isAsOld(as moment: BootInstant) { readAt = min(readAt, moment) }

    /// Seconds since 1970 by the database's clock, counted on from the last read.
    func databaseNow(at now: BootInstant) -> Int64 {
        now.nanoseconds / 1_000_000_000 + databaseOffset
    }
}
