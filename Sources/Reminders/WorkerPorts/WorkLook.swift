/// All that an idle worker needs to know, read by one short statement.
package struct WorkLook: Sendable {
    /// This worker was declared dead.
    package let isDead: Bool
    /// The database is not where the fleet last saw it (`Claim.databaseMoved`).
    package let isDatabaseMoved: Bool
    package let history: HistoryPoint
    package let due: WorkDue
    /// The number of other living workers.
    package let others: Int
    /// The time until a waiting part is due or the gate of all Amili opens; nil if neither is
    /// ahead.
    package let nextIn: Duration?

    package init(
        isDead: Bool, isDatabaseMoved: Bool, history: HistoryPoint, due: WorkDue, others: Int,
        nextIn: Duration?
    ) {
        self.isDead = isDead
        self.isDatabaseMoved = isDatabaseMoved
        self.history = history
        self.due = due
        self.others = others
        self.nextIn = nextIn
    }
}
