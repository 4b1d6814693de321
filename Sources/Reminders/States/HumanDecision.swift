/// A human's decision about a reminder, its part or its run. The database stores the raw value.
package enum HumanDecision: String, CaseIterable, Sendable {
    /// The invoice may be reminded of again.
    case released
    case runCancelled = "run_cancelled"
    /// One manual reminder was cancelled.
    case manualCancelled = "manual_cancelled"
    /// Amili has no case for a letter in doubt.
    case notSent = "not_sent"
    /// Amili has a case for a letter in doubt.
    case sent
    case manualDone = "manual_done"
    /// A manual reminder was marked done and had not been made.
    case manualUndone = "manual_undone"
    case partRetried = "part_retried"
    /// A second spelling of a number names the same invoice.
    case sameInvoice = "same_invoice"
    /// A second spelling of a number names another invoice.
    case anotherInvoice = "another_invoice"
    /// The reminder's incident was dealt with.
    case incidentClosed = "incident_closed"
    /// An older program stored the decision in words that belong to none of the other cases.
    case other
}
