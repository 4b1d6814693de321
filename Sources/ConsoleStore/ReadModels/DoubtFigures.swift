import Reminders

package struct DoubtFigures: Sendable {
    package let hindrance: Hindrance
    package let parts: Int
    package let reminders: Int
}
