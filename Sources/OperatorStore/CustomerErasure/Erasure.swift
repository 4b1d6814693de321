/// The counts of what was erased about one customer, or would be.
package struct Erasure: Sendable, Equatable {
    /// Invoices that no longer tell whose they are.
    package var invoices = 0
    /// Those of them with something left to pay. No reminder can go for them any more.
    package var unpaid = 0
    /// Calls and human decisions on record whose words are emptied.
    package var evidence = 0
    /// Incidents whose words are emptied.
    package var incidents = 0
    /// Searches, selections and filters of drafts that were by the customer's name or numbers.
    package var searches = 0

    static func += (sum: inout Erasure, other: Erasure) {
        sum.invoices += other.invoices
        sum.unpaid += other.unpaid
        sum.evidence += other.evidence
        sum.incidents += other.incidents
        sum.searches += other.searches
    }
}
