/// The end of one call of a batch.
package struct HTTPBatchEnd: Sendable {
    /// The call's place in the batch, from 0.
    package let index: Int
    package let exchange: HTTPExchange
}
