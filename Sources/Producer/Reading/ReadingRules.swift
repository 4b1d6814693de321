import Glibc
package import Reminders

/// The caller's statements about a batch file, beside its bytes.
package struct ReadingRules: Sendable, Equatable {
    /// Whether nothing was paid on any of the invoices. Then the total is taken where nothing says
    /// what remains.
    package var totalIsRemaining: Bool
    /// Headers or keys that are ignored, whatever they would mean.
    package var ignoredColumns: [String]
    /// Decides which of several dates a short one can be.
    package var today: CalendarDate

    /// - Parameter today: by default today's date in UTC.
    package init(
        totalIsRemaining: Bool = false, ignoredColumns: [String] = [],
        today: CalendarDate = CalendarDate(dayNumber: time(nil) / 86_400)
    ) {
        self.totalIsRemaining = totalIsRemaining
        self.ignoredColumns = ignoredColumns
        self.today = today
    }

    /// Whether the caller wants the column ignored.
    func ignores(_ name: String) -> Bool {
        !ignoredColumns.isEmpty
            && ignoredColumns.contains { Column.folded($0) == Column.folded(name) }
    }

    /// Tells two readings of the same bytes apart, as a part of the run's key. Empty for a file
    /// that is read as it is.
    package var mark: String {
        if !totalIsRemaining, ignoredColumns.isEmpty { return "" }
        let said = [totalIsRemaining ? "total" : ""] + ignoredColumns.map(Column.folded).sorted()
        return "+" + String(RepeatedNumbers.hash(said.joined(separator: "\n")), radix: 16)
    }
}
