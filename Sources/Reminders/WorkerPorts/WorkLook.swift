/// Everything that an idle worker needs to know, from one short question.
package struct WorkLook: Sendable {
    /// This worker was declared dead.
    package let isDead: Bool
    /// The database is not where the fleet last saw it.
    package let isDatabaseMoved: Bool
    package let history: HistoryPoint
    package let due: WorkDue
    /// How many other workers live.
    package let others: Int
    /// When a part that waits is due, or the gate of all Amili opens; nil if that is not known.
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
