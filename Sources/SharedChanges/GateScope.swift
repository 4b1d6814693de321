package import Reminders

/// The key of a row of `throttle`.
package enum GateScope {
    /// The scope of everything that goes to Amili.
    package static let amili = "amili"

    package static func of(_ creditor: CreditorID) -> String { "creditor:\(creditor)" }
}
