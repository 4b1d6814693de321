import CCurl

/// A complete answer that is told after its connection has rested, if the server is silent until
/// then.
struct HeldAnswer {
    let transfer: Transfer
    let code: CURLcode
}
