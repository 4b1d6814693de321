import Reminders

/// The age of what a part knows: of its reads, and of its look-up.
struct PartFreshness: Sendable {
    /// A moment before the last read was sent.
    private(set) var readAt = BootInstant(nanoseconds: 0)
    /// A moment before the last answered look-up was sent; nil if there was none.
    private(set) var lookedUpAt: BootInstant?
    /// A moment before the first read was sent. Reminders that were in doubt then know their
    /// invoices from it.
    private(set) var firstReadAt = BootInstant(nanoseconds: 0)
    /// The database's clock minus this machine's boot time, seconds.
    private var databaseOffset: Int64 = 0
    /// The database's clock at the first read, before any letter of this claim: reminders that get
    /// into doubt in it count from here. Seconds since 1970.
    private(set) var doubtBegan: Int64 = 0

    /// How long an answer to a look-up is good, and how long its calls may take to begin.
    static let lookUpLife = ClaimedPart.lookUpLife

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

    /// Counts the last read as no newer than `moment`. A reminder that was read then is to be sent
    /// after all, and later reads have passed it by, so the next letter waits for another read.
    mutating func isAsOld(as moment: BootInstant) { readAt = min(readAt, moment) }

    /// Returns the database's clock, counted on from the last read: seconds since 1970.
    func databaseNow(at now: BootInstant) -> Int64 {
        now.nanoseconds / 1_000_000_000 + databaseOffset
    }
}
