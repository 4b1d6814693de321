package import Reminders

/// An incident that no human has closed.
package struct OpenIncident: Sendable {
    package let id: Int64
    package let creditor: CreditorID
    /// The number as written; nil if the reminder is pruned.
    package let invoiceNumber: String?
    package let run: RunID
    package let at: Timestamp
    package let kind: IncidentKind
    /// Amili's ids of the cases that it is about.
    package let cases: [String]
}
