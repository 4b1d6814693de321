/// The two lists of manual reminders.
package enum ManualList: Sendable {
    case toDo
    case done
}
