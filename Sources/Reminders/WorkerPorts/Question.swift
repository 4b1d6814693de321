/// The question of one look-up: up to 99 invoices of one creditor.
package struct Question: Sendable {
    package let party: AmiliParty
    package let invoices: [InvoiceNumber]
    /// The subset of `invoices` that is in doubt. Registrations are looked up for these as well.
    package let inDoubt: [InvoiceNumber]
    /// An invoice known to have a case; an answer without that case does not count. nil: there is
    /// none.
    package let canary: InvoiceNumber?
    /// Whether to read the account's whole lists of cases and registrations, without a filter. For
    /// a creditor without a canary, because nothing then proves that the filter works.
    package let census: Bool
    /// The age of the oldest of these doubts, seconds by the database's clock. A census need not
    /// read further back.
    package let doubtAge: Int64
    /// The beginning of the oldest doubt by Amili's clock, seconds since 1970, if that is known. A
    /// census reads as far back as the earlier of the two.
    package let doubtSince: Int64?
    /// See `ClaimedPart.traceID`; nil for a question that is not a part's.
    package let traceID: TraceID?
    package init(
        party: AmiliParty, invoices: [InvoiceNumber], inDoubt: [InvoiceNumber] = [],
        canary: InvoiceNumber?, census: Bool = false, doubtAge: Int64 = .max,
        doubtSince: Int64? = nil, traceID: TraceID? = nil
    ) {
        self.party = party
        self.invoices = invoices
        self.inDoubt = inDoubt
        self.canary = canary
        self.census = census
        self.doubtAge = doubtAge
        self.doubtSince = doubtSince
        self.traceID = traceID
    }
}
