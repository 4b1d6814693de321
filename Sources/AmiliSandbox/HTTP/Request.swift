/// A request as it arrived.
struct Request: Sendable {
    let method: String
    let target: Target
    /// By lower-case name; the last of a name counts.
    let headers: [String: String]
    let body: [UInt8]
    /// Nanoseconds of the monotonic clock, when its last byte was read.
    let arrived: Int64
}
