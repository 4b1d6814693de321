/// The reason to wake a part. An alarm may come late, or when nobody waits for it any more.
enum PartAlarm: Sendable, Equatable, CaseIterable {
    case lookUpSlot
    case slots
    case settling
}
