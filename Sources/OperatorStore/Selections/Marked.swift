import Foundation

package struct Marked: Sendable, Equatable {
    /// So many are ticked now.
    package let marked: Int
    /// More match than the limit.
    package let isCut: Bool
}
