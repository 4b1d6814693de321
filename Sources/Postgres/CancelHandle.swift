import CPostgres

/// libpq's data for cancelling a statement (`PGcancel`). Freed when nobody uses it any more,
/// because a cancellation may hang for longer than its connection lives.
// Sendable: libpq allows any thread to use it, and it never changes.
final class CancelHandle: @unchecked Sendable {
    private let raw: OpaquePointer

    /// - Returns: nil if memory is out.
    init?(_ connection: OpaquePointer) {
        guard let raw = PQgetCancel(connection) else { return nil }
        self.raw = raw
    }

    deinit { PQfreeCancel(raw) }

    /// Sends the cancel request on a connection of its own, and blocks until the other side closes
    /// that connection, however long it takes.
    func send() {
        var message = [CChar](repeating: 0, count: 256)
        PQcancel(raw, &message, CInt(message.count))
    }
}
