import Reminders

package struct DraftPage: Sendable {
    package let lines: [DraftLine]
    /// The positions after which the neighbouring pages begin.
    package let next: Int?
    package let previous: Int?
}
