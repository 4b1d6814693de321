import CPostgres

/// What libpq keeps to cancel a statement by. Freed when nobody uses it any more: a cancellation
/// may hang for longer than its connection lives.
// Sendable: libpq lets any thread use it, and it never changes.
final class CancelHandle: @unchecked Sendable {
    private let raw: OpaquePointer

    /// - Returns: nil when memory is out.
    init?(_ connection: OpaquePointer) {
        guard let raw = PQgetCancel(connection) else { return nil }
        self.raw = raw
    }

    deinit { PQfreeCancel(raw) }

    /// Connects, asks, and waits for the other side's end, for as long as that takes.
    func send() {
        var message = [CChar](repeating: 0, count: 256)
        PQcancel(raw, &message, CInt(message.count))
    }
}
