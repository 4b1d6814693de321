import Database
import Postgres
import Reminders

/// Adds up the totals of a draft from counts of lines of one kind.
struct DraftSums {
    /// Lines with the same obstacle that are alike in having a warning and in being stale.
    struct Kind {
        let obstacle: Reason?
        let isWarned: Bool
        let isStale: Bool

        /// - Parameter rows: of `DraftStatement.sums` or `choiceSums`.
        init(_ rows: borrowing PostgresRows, _ row: Int) {
            obstacle = Reason(storageID: Int16(truncatingIfNeeded: rows.int(row, "obstacle")))
            isWarned = rows.bool(row, "is_warned")
            isStale = rows.bool(row, "is_stale")
        }
    }

    var totals = DraftTotals()

    /// Adds lines of one kind and their money. Negative numbers take them back.
    mutating func add(_ kind: Kind, isTicked: Bool, isManual: Bool, lines: Int, ore: Int64) {
        totals.lines += lines
        if kind.obstacle != nil || kind.isWarned { totals.problems += lines }
        guard isTicked else { return }
        totals.ticked += lines
        if !isManual { totals.tickedForAmili += lines }
        if let obstacle = kind.obstacle {
            totals.skipped += lines
            let count = totals.reasons[obstacle, default: 0] + lines
            totals.reasons[obstacle] = count == 0 ? nil : count
            return
        }
        if kind.isWarned { totals.warned += lines }
        if kind.isStale { totals.stale += lines }
        if isManual {
            totals.manual += lines
            totals.manualMoney = Ore(totals.manualMoney.value + ore)
        } else {
            totals.amili += lines
            totals.amiliMoney = Ore(totals.amiliMoney.value + ore)
        }
    }
}
