/// HTTP/1.1 calls that are written at most once, and an honest word on whether they were.
///
/// TLS is always verified, redirects are not followed, proxies of the environment and `.netrc` are
/// not read, cookies are not kept, and nothing is sent again: what libcurl would repeat by itself
/// ends as `.maybeSent`. Thread-safe; all calls share one thread and its connections.
package final class HTTPClient: Sendable {
    private let engine: Engine

    package init(_ settings: HTTPClientSettings = HTTPClientSettings()) {
        engine = Engine(settings)
        engine.open()
    }

    deinit { engine.close() }

    /// Cancelling the task ends the call at once; the outcome says whether it was in time.
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

    /// Makes the calls of a batch, at most `HTTPClientSettings.mostPaced` of all batches at a time,
    /// and returns when all have ended. Cancelling the task ends them as it ends a single one.
    /// - Parameter told: called on the client's thread with each call's end once, several at a
    ///   time, in any order. Must not block.
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

    /// Takes no more calls (they end as `.notSent`) and blocks the calling thread until those in
    /// flight have ended: at most as long as their longest deadline. To hurry, cancel their tasks.
    package func close() { engine.close() }
}
