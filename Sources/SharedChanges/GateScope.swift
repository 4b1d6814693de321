package import Reminders

/// The keys of rows of `throttle`, one for each gate.
package enum GateScope {
    /// The gate of everything that goes to Amili.
    package static let amili = "amili"

    /// The gate of the questions about cases.
    package static let polls = "polls"

    /// The gate of one creditor.
    package static func of(_ creditor: CreditorID) -> String { "creditor:\(creditor)" }
}
