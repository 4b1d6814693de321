import Threads

/// Waits for a value from another thread.
///
/// The value goes through a lock beside the continuation, because ThreadSanitizer does not see the
/// runtime's own synchronisation when a continuation is resumed before its task has suspended.
/// - Parameter start: receives the function that takes the value, which must be called exactly
///   once.
func handedOver<Value: Sendable>(
    _ start: (_ take: @escaping @Sendable (Value) -> Void) -> Void
) async -> Value {
    let place = Monitor<Value?>(nil)
    await withCheckedContinuation { continuation in
        start { value in
            place.with { $0 = value }
            continuation.resume()
        }
    }
    return place.with { value in
        guard let value else { preconditionFailure("resumed without a value") }
        return value
    }
}
