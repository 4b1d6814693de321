package import Reminders

/// An incident, open or closed.
package struct IncidentRow: Sendable {
    package let id: Int64
    /// The creditor's handle.
    package let creditor: String
    /// As written, or canonical if the invoice is no longer on file; nil if the reminder is pruned.
    package let invoiceNumber: String?
    package let run: RunID
    package let position: Int
    package let at: Timestamp
    package let kind: IncidentKind
    /// The ids that Amili has given the cases concerned.
    package let cases: [String]
    /// nil, as the next two, while the incident is open.
    package let closedAt: Timestamp?
    package let closedBy: String?
    package let closedWhy: String?
}
