/// Full-jitter exponential backoff.
///
/// - SeeAlso: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015: drawing the whole wait
///   at random spreads callers best.
package struct Backoff: Sendable, Equatable {
    package let base: Duration
    package let cap: Duration

    /// - Precondition: 0 < base ≤ cap.
    package init(base: Duration = .seconds(1), cap: Duration = .seconds(300)) {
        precondition(base > .zero && base <= cap)
        self.base = base
        self.cap = cap
    }

    /// The wait after a number of claims in a row that got nowhere. At least a tenth of `base`, so
    /// that a loop cannot spin.
    /// - Parameters:
    ///   - setbacks: the number of claims; 0 counts as 1.
    ///   - jitter: 0..<1.
    package func wait(setbacks: Int, jitter: Double) -> Duration {
        precondition((0..<1).contains(jitter) && setbacks >= 0)
        let doublings = min(max(setbacks, 1) - 1, 40)
        let ceiling = min(base.seconds * Double(Int64(1) << doublings), cap.seconds)
        return .nanoseconds(Int64(max(ceiling * jitter, base.seconds / 10) * 1e9))
    }
}
