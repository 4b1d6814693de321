/// How one call of a batch ended.
package struct HTTPBatchEnd: Sendable {
    /// Its place in the batch.
    package let index: Int
    package let exchange: HTTPExchange
}
