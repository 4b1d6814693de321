/// Makes HTTP/1.1 calls that are written at most once, and tells truthfully whether they were.
///
/// TLS is always verified. Redirects are not followed, the environment's proxies and `.netrc` are
/// not read, and cookies are not kept. Nothing is sent again: a call that libcurl would repeat by
/// itself ends as `.maybeSent`. Thread-safe; all calls share one thread and its connections.
package final class HTTPClient: Sendable {
    private let engine: Engine

    package init(_ settings: HTTPClientSettings = HTTPClientSettings()) {
        engine = Engine(settings)
        engine.open()
    }

    deinit { engine.close() }

    /// The calls that have begun and not ended.
    package var callsInFlight: Int { engine.callsInFlight }

    /// Makes one call. Cancelling the task ends it at once, and the outcome tells whether it may
    /// have taken effect.
    package func perform(_ request: HTTPRequest) async -> HTTPExchange {
        let transfer = Transfer(request)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                engine.submit(transfer, continuation)
            }
        } onCancel: {
            engine.cancel(transfer)
        }
    }

    /// Makes the calls of a batch and returns when all have ended. At most
    /// `HTTPClientSettings.mostPaced` calls of all batches are made at a time. Cancelling the task
    /// ends them as it ends a single call.
    /// - Parameter told: called on the client's thread exactly once for each end, with several ends
    ///   at a time, in any order. Must not block.
    package func perform(
        _ batch: HTTPBatch, told: @escaping @Sendable ([HTTPBatchEnd]) -> Void
    ) async {
        guard !batch.requests.isEmpty else { return }
        let flight = BatchInFlight(batch, told: told)
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                engine.submit(flight, continuation)
            }
        } onCancel: {
            engine.cancel(flight)
        }
    }

    /// Takes no more calls (they end as `.notSent`), and blocks until those in flight have ended,
    /// which is at most their longest deadline. Cancel their tasks to end them sooner.
    package func close() { engine.close() }
}
