import HTTPClient
import Reminders

/// The pacing of a batch whose letters all carry one token: with a token that Amili has refused
/// meanwhile none of them begins.
struct TokenPacing: CallPacing {
    let pacing: any LetterPacing
    let tokens: TokenKeeper
    let token: String

    func begin(_ index: Int, at now: Int64) -> CallBeginning {
        guard tokens.isAtHand(token) else { return .never }
        return switch pacing.begin(index, at: BootInstant(nanoseconds: now)) {
        case .now: .now
        case .later(let moment): .later(moment.nanoseconds)
        case .never: .never
        }
    }

    func stays(_ index: Int) { pacing.stays(index) }

    func written(_ index: Int, at now: Int64) {
        pacing.left(index, at: BootInstant(nanoseconds: now))
    }
}
