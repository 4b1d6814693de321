/// A sliding window over instants that only grow: how many lie within `span`, and the most ever.
struct Window {
    private let span: Int64
    private var instants: [Int64] = []
    private var first = 0
    private(set) var most = 0

    init(span: Int64) { self.span = span }

    var count: Int { instants.count - first }
    var oldest: Int64? { first < instants.count ? instants[first] : nil }

    mutating func add(_ instant: Int64) {
        forget(before: instant)
        instants.append(instant)
        most = max(most, count)
    }

    /// Drops what is a whole span older than `instant`.
    mutating func forget(before instant: Int64) {
        while first < instants.count, instants[first] <= instant - span { first += 1 }
        // Moved down only when half is dead, so that each instant is moved once on average.
        if first > 1024, first * 2 > instants.count {
            instants.removeSubrange(..<first)
            first = 0
        }
    }
}
