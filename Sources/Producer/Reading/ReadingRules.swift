import Glibc
package import Reminders

/// What the caller says about a batch file beside its bytes.
package struct ReadingRules: Sendable, Equatable {
    /// Nothing was paid on any of them: where nothing says what remains, the total does.
    package var totalIsRemaining: Bool
    /// Headers or keys that are passed over, whatever they would mean.
    package var ignoredColumns: [String]
    /// Tells which of several dates a short one can be.
    package var today: CalendarDate

    package init(
        totalIsRemaining: Bool = false, ignoredColumns: [String] = [],
        today: CalendarDate = CalendarDate(dayNumber: time(nil) / 86_400)
    ) {
        self.totalIsRemaining = totalIsRemaining
        self.ignoredColumns = ignoredColumns
        self.today = today
    }

    /// Whether the caller wants the column passed over.
    func ignores(_ name: String) -> Bool {
        !ignoredColumns.isEmpty
            && ignoredColumns.contains { Column.folded($0) == Column.folded(name) }
    }

    /// Tells two readings of the same bytes apart: empty for a file that is read as it is.
    package var mark: String {
        if !totalIsRemaining, ignoredColumns.isEmpty { return "" }
        let said = [totalIsRemaining ? "total" : ""] + ignoredColumns.map(Column.folded).sorted()
        return "+" + String(RepeatedNumbers.hash(said.joined(separator: "\n")), radix: 16)
    }
}
