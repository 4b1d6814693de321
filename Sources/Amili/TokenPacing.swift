import HTTPClient
import NIOConcurrencyHelpers
import Reminders

/// The pacing of a batch whose letters all carry one token. Once Amili has refused the token, no
/// further letter begins.
struct TokenPacing: CallPacing {
    /// Whether a letter's call began.
    private enum Beginning {
        case notYet
        case at(BootInstant)
        case tokenWasGone
    }

    private let pacing: any LetterPacing
    private let client: AmiliClient
    private let token: String
    /// By the letters' places in the batch.
    private let beginnings: NIOLockedValueBox<[Beginning]>

    init(_ pacing: any LetterPacing, of count: Int, token: String, client: AmiliClient) {
        self.pacing = pacing
        self.client = client
        self.token = token
        beginnings = NIOLockedValueBox(Array(repeating: .notYet, count: count))
    }

    func begin(_ index: Int, at now: Int64) -> CallBeginning {
        guard client.tokens.isAtHand(token) else {
            beginnings.withLockedValue { $0[index] = .tokenWasGone }
            return .never
        }
        switch pacing.begin(index, at: BootInstant(nanoseconds: now)) {
        case .now:
            // Rests of tokens are compared with this clock; the engine's `now` is a little older.
            beginnings.withLockedValue { $0[index] = .at(client.clock.boot()) }
            return .now
        case .later(let moment): return .later(moment.nanoseconds)
        case .never: return .never
        }
    }

    func stays(_ index: Int) { pacing.stays(index) }

    func written(_ index: Int, at now: Int64) {
        pacing.left(index, at: BootInstant(nanoseconds: now))
    }

    /// A moment before the letter's call began; nil if it never did.
    func began(_ index: Int) -> BootInstant? {
        guard case .at(let moment) = beginnings.withLockedValue({ $0[index] }) else { return nil }
        return moment
    }

    /// Whether the letter was held back because its token was refused. Its slot still holds, and
    /// there may be another token by now.
    func lacksToken(_ index: Int) -> Bool {
        guard case .tokenWasGone = beginnings.withLockedValue({ $0[index] }) else { return false }
        return true
    }
}
