import Reminders

/// A batch's source: invoices in file order, at most `limit` a call, none at the end; and how many
/// lines it refused so far. Called on the connection's own thread, where blocking is harmless.
package protocol LoadSource: AnyObject {
    func next(_ limit: Int) throws -> [LoadLine]
    var refused: Int { get }
    /// Called once all was read, before the commit; may throw to undo the load.
    func finish() throws
}
