/// A batch within the engine.
///
/// `@unchecked Sendable`: `isSubmitted` and `isCancelled` are reached under the engine's inbox lock
/// only; the rest by the caller until it is submitted (through that lock), then by the engine's
/// thread only.
final class BatchInFlight: @unchecked Sendable {
    let pacing: any CallPacing
    let transfers: [Transfer]
    var isSubmitted = false
    var isCancelled = false
    private let told: @Sendable ([HTTPBatchEnd]) -> Void
    /// Set before it is submitted; resumed after the last has been told.
    var whenOver: CheckedContinuation<Void, Never>?
    private var untold: [HTTPBatchEnd] = []
    private var open: Int

    /// - Parameter told: called with each end once, several at a time; must not block.
    init(_ batch: HTTPBatch, told: @escaping @Sendable ([HTTPBatchEnd]) -> Void) {
        pacing = batch.pacing
        transfers = zip(batch.requests, batch.moments).map { Transfer($0, notBefore: $1) }
        open = transfers.count
        self.told = told
        for (index, transfer) in transfers.enumerated() {
            transfer.receiver = .batch(self, index)
        }
    }

    func note(_ exchange: HTTPExchange, of index: Int) {
        untold.append(HTTPBatchEnd(index: index, exchange: exchange))
    }

    var isOver: Bool { open == 0 }

    /// Tells what has ended since it last told of it.
    func tell() {
        guard !untold.isEmpty else { return }
        let ends = untold
        untold = []
        open -= ends.count
        told(ends)
        if open == 0 { whenOver?.resume() }
    }
}
