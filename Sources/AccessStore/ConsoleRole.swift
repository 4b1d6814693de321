/// The role of a user of the web page.
package enum ConsoleRole: String, CaseIterable, Sendable {
    /// Sends, cancels and sees, for the creditors given to them.
    case bookkeeper
    /// The same, and the switches of the whole fleet.
    case `operator`
}
