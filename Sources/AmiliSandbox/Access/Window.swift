/// A sliding window over instants that never decrease: the number within `span`, and the highest
/// such number ever. Instants and span have the same unit.
struct Window {
    private let span: Int64
    private var instants: [Int64] = []
    /// The position of the first instant in the window; earlier ones have left it.
    private var first = 0
    private(set) var most = 0

    init(span: Int64) { self.span = span }

    var count: Int { instants.count - first }
    /// The oldest instant in the window; nil if it is empty.
    var oldest: Int64? { first < instants.count ? instants[first] : nil }

    mutating func add(_ instant: Int64) {
        forget(before: instant)
        instants.append(instant)
        most = max(most, count)
    }

    /// Drops instants that are a whole span older than `instant`, or more.
    mutating func forget(before instant: Int64) {
        while first < instants.count, instants[first] <= instant - span { first += 1 }
        // Moved down only when more than half has left, so that each instant is moved once on
        // average.
        if first > 1024, first * 2 > instants.count {
            instants.removeSubrange(..<first)
            first = 0
        }
    }
}
