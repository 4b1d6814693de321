import Reminders

/// Reads a batch. Calls come on the connection's own thread, where blocking is harmless.
package protocol LoadSource: AnyObject {
    /// Returns the next lines in file order, at most `limit`; none at the end.
    func next(_ limit: Int) throws -> [LoadLine]
    /// How many lines were refused so far.
    var refused: Int { get }
    /// Is called once all was read, before the commit; may throw to undo the load.
    func finish() throws
}
