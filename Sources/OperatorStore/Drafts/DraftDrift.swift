/// Invoices that came or went between the choice of all that match a filter and the draft of them.
package struct DraftDrift: Sendable, Equatable {
    /// How many matched then.
    package var chosen = 0
    /// Lines that match now and did not then.
    package var came = 0
    /// How many of these are ticked.
    package var cameTicked = 0
    /// That matched then and do not now.
    package var went = 0
}
