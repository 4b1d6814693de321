/// Invoices that came or went between the choice of all that match a filter and the draft of them.
package struct DraftDrift: Sendable, Equatable {
    /// How many invoices matched then.
    package var chosen = 0
    /// Lines that match now and did not match then.
    package var came = 0
    /// How many of the lines that came are ticked.
    package var cameTicked = 0
    /// Invoices that matched then and do not match now.
    package var went = 0
}
