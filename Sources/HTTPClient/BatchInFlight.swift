/// A batch within the engine.
///
/// `@unchecked Sendable`: `isSubmitted` and `isCancelled` are only used under the engine's inbox
/// lock. All else belongs to the caller until the batch is submitted (which goes through that
/// lock), and to the engine's thread from then on.
final class BatchInFlight: @unchecked Sendable {
    let pacing: any CallPacing
    let transfers: [Transfer]
    var isSubmitted = false
    var isCancelled = false
    private let told: @Sendable ([HTTPBatchEnd]) -> Void
    /// Set before the batch is submitted, and resumed after the last end was told.
    var whenOver: CheckedContinuation<Void, Never>?
    private var untold: [HTTPBatchEnd] = []
    /// The number of calls whose ends are not told yet.
    private var open: Int

    /// - Parameter told: called exactly once for each end, with several ends at a time. Must not
    ///   block.
    init(_ batch: HTTPBatch, told: @escaping @Sendable ([HTTPBatchEnd]) -> Void) {
        pacing = batch.pacing
        transfers = zip(batch.requests, batch.moments).map { Transfer($0, notBefore: $1) }
        open = transfers.count
        self.told = told
        for (index, transfer) in transfers.enumerated() {
            transfer.receiver = .batch(self, index)
        }
    }

    /// Keeps the end of a call for the next `tell`.
    func note(_ exchange: HTTPExchange, of index: Int) {
        untold.append(HTTPBatchEnd(index: index, exchange: exchange))
    }

    var isOver: Bool { open == 0 }

    /// Tells the ends since the last call of this function.
    func tell() {
        guard !untold.isEmpty else { return }
        let ends = untold
        untold = []
        open -= ends.count
        told(ends)
        if open == 0 { whenOver?.resume() }
    }
}
