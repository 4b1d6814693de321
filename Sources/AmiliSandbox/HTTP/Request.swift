/// A request as it arrived, whole.
struct Request: Sendable {
    let method: String
    let target: Target
    /// By lower-case name. Of headers with the same name the last counts.
    let headers: [String: String]
    let body: [UInt8]
    /// The moment at which the last byte was read, in nanoseconds of the monotonic clock.
    let arrived: Int64
}
