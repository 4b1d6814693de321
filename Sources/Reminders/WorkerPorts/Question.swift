/// One look-up: up to 99 invoices of one creditor.
package struct Question: Sendable {
    package let party: AmiliParty
    package let invoices: [InvoiceNumber]
    /// Those of `invoices` that are in doubt: their registrations are asked for as well.
    package let inDoubt: [InvoiceNumber]
    /// An invoice known to have a case; it must come back, or the answer is none.
    package let canary: InvoiceNumber?
    /// Without a canary: read the account's whole list of cases and of registrations, unfiltered,
    /// instead of trusting a filter that nothing vouches for.
    package let census: Bool
    /// Seconds since the oldest of these doubts began: further back a census need not read.
    package let doubtAge: Int64
    /// When the oldest of them began by Amili's clock, seconds since 1970, if that is known: a
    /// census reads as far back as the earlier of the two.
    package let doubtSince: Int64?
    package init(
        party: AmiliParty, invoices: [InvoiceNumber], inDoubt: [InvoiceNumber] = [],
        canary: InvoiceNumber?, census: Bool = false, doubtAge: Int64 = .max,
        doubtSince: Int64? = nil
    ) {
        self.party = party
        self.invoices = invoices
        self.inDoubt = inDoubt
        self.canary = canary
        self.census = census
        self.doubtAge = doubtAge
        self.doubtSince = doubtSince
    }
}
