import NIOConcurrencyHelpers
package import Reminders

/// The last point of the database's history that was seen, kept across restarts by `remember`.
package final class HistoryBook: Sendable {
    private let last: NIOLockedValueBox<HistoryPoint?>
    private let isLastKept = NIOLockedValueBox(true)
    private let remember: @Sendable (HistoryPoint) -> Bool

    /// - Parameters:
    ///   - known: the point that an earlier process kept; nil if there is none.
    ///   - remember: called with each point seen; must not block for long. Returns false if the
    ///     point could not be kept for the next process.
    package init(
        _ known: HistoryPoint? = nil,
        remember: @escaping @Sendable (HistoryPoint) -> Bool = { _ in true }
    ) {
        last = NIOLockedValueBox(known)
        self.remember = remember
    }

    /// Compares a point with the last one, and keeps it as the last one. A step back is therefore
    /// reported once.
    /// - Returns: false if the database cannot be at this point after what was seen before.
    func follows(_ point: HistoryPoint) -> Bool {
        let isForward = last.withLockedValue { last in
            let isForward = last.map { !point.isStepBack(from: $0) } ?? true
            last = point
            return isForward
        }
        let isKept = remember(point)
        isLastKept.withLockedValue { $0 = isKept }
        return isForward
    }

    /// Whether the last point is kept for the next process.
    var isKept: Bool { isLastKept.withLockedValue { $0 } }
}
