/// A human's decision about a reminder, its part or its run.
package enum HumanDecision: String, CaseIterable, Sendable {
    /// The invoice may be reminded of anew.
    case released
    case runCancelled = "run_cancelled"
    /// One reminder that was to be made by hand.
    case manualCancelled = "manual_cancelled"
    /// A letter in doubt is not at Amili.
    case notSent = "not_sent"
    /// A letter in doubt is at Amili.
    case sent
    case manualDone = "manual_done"
    /// A reminder by hand was not made after all.
    case manualUndone = "manual_undone"
    case partRetried = "part_retried"
    /// A second spelling of a number is the same invoice.
    case sameInvoice = "same_invoice"
    /// It is another invoice.
    case anotherInvoice = "another_invoice"
    /// The reminder's incident was dealt with.
    case incidentClosed = "incident_closed"
    /// Written down by an older program in words that none of the others has.
    case other
}
