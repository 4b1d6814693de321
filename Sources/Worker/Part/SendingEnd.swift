import Reminders

/// Why a part sends no more for now.
enum SendingEnd: Sendable, Equatable {
    case sentAll
    /// There is, or may be, a case of this creditor now, which is to be the canary.
    case lookUpAgain
    case giveBack(Return)

    var isGiveBack: Bool { if case .giveBack = self { true } else { false } }
}
