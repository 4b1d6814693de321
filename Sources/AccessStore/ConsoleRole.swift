/// The role of a user of the web page.
package enum ConsoleRole: String, CaseIterable, Sendable {
    /// Sees, sends and cancels reminders of the creditors granted to them.
    case bookkeeper
    /// Does the same, and works the switches that concern the whole fleet.
    case `operator`
}
