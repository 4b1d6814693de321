/// The kinds of work that may be due. Each is worth a try; there may turn out to be nothing to do.
package struct WorkDue: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// A part could be claimed.
    package static let parts = WorkDue(rawValue: 1)
    /// A dead worker holds parts.
    package static let rescue = WorkDue(rawValue: 2)
    /// A stuck part may be tried again.
    package static let stuck = WorkDue(rawValue: 4)
    /// `Ledger.tend` would find something.
    package static let sweep = WorkDue(rawValue: 8)
    /// Amili should be asked about accepted cases, or about a creditor.
    package static let turns = WorkDue(rawValue: 16)

    package static let everything: WorkDue = [.parts, .rescue, .stuck, .sweep, .turns]
}
