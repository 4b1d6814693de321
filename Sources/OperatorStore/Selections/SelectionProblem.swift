import Foundation

package enum SelectionProblem: Error, Sendable, Equatable {
    /// More single ticks than a selection holds. All that match a filter are no single ticks.
    case full
}
