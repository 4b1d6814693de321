package enum ManualList: Sendable {
    case toDo
    case done
}
