/// The reason to wake a part. An alarm may come late, or when the part no longer waits for it.
enum PartAlarm: Sendable, Equatable, CaseIterable {
    case lookUpSlot
    case slots
    case settling
}
