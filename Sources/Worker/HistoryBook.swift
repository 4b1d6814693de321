import NIOConcurrencyHelpers
package import Reminders

/// The highest point of the database's history that was seen, kept across restarts by `remember`.
package final class HistoryBook: Sendable {
    private let highest: NIOLockedValueBox<HistoryPoint?>
    private let isLastKept = NIOLockedValueBox(true)
    private let remember: @Sendable (HistoryPoint) -> Bool

    /// - Parameter remember: called with each new point; must not block for long. Returns false if
    ///   the point could not be kept for the next process.
    package init(
        _ known: HistoryPoint? = nil,
        remember: @escaping @Sendable (HistoryPoint) -> Bool = { _ in true }
    ) {
        highest = NIOLockedValueBox(known)
        self.remember = remember
    }

    /// - Returns: false if the database cannot be at this point after what was seen before.
    func follows(_ point: HistoryPoint) -> Bool {
        let isForward = highest.withLockedValue { highest in
            let isForward = highest.map { !point.isStepBack(from: $0) } ?? true
            highest = point
            return isForward
        }
        let isKept = remember(point)
        isLastKept.withLockedValue { $0 = isKept }
        return isForward
    }

    /// Is the last point kept for the next process?
    var isKept: Bool { isLastKept.withLockedValue { $0 } }
}
