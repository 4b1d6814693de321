import CCurl

/// A whole answer that is not told yet: its connection rests first, and must keep quiet.
struct HeldAnswer {
    let transfer: Transfer
    let code: CURLcode
}
