import HTTPClient
import NIOConcurrencyHelpers
import Reminders

/// Keeps the access token for all callers.
///
/// One token call is made at a time, and none within a second after the last. The token is renewed
/// shortly before it ends, and at once when Amili refuses it, unless it is young. A young token may
/// not be known to all of Amili's servers yet, and a newer one would be known to fewer. So it rests
/// and is tried again; if it is refused after that, one other token is asked for.
final class TokenKeeper: Sendable {
    /// Makes one token call.
    /// - Parameter startBy: the call must not begin after this moment.
    typealias Exchange = @Sendable (_ startBy: BootInstant?) async -> TokenExchange

    /// A token call under way.
    private struct Flight {
        let number: Int
        let task: Task<TokenExchange, Never>
        /// Callers that wait for it.
        var waiting: Int
    }

    /// The trial of a young token that was refused: all calls wait until it is tried again.
    private struct Trial {
        /// Rests so far, the present one included.
        var rests: Int
        var until: BootInstant
        /// Whether this token replaces a young one that was refused.
        var isAnother = false
    }

    private struct State {
        var token: TokenExchange.Token?
        /// Whether Amili has accepted this token.
        var hasWorked = false
        var trial: Trial?
        var flight: Flight?
        /// Token calls begun so far; the last one's number.
        var flights = 0
        /// How the last token call ended, and when; nil if there was none yet.
        var last: (result: TokenResult, at: BootInstant)?
    }

    /// The next step of a caller that needs a token.
    private enum Step {
        case done(TokenResult)
        case wait(Flight, isOurs: Bool)
    }

    private let state = NIOLockedValueBox(State())
    private let clock: ClientClock
    private let exchange: Exchange

    init(clock: ClientClock, exchange: @escaping Exchange) {
        self.clock = clock
        self.exchange = exchange
    }

    /// Returns a token, or the reason why there is none, after a token call if one is needed.
    /// - Parameter startBy: no token call begins after this moment.
    func token(startBy: BootInstant?) async -> Grant {
        switch nextStep(startBy: startBy) {
        case .done(let result): return Grant(result: result)
        case .wait(let flight, let isOurs):
            // Cancelling one caller must not take the token from the others: the call ends early
            // only when nobody waits for it any more.
            let ended = await withTaskCancellationHandler {
                await flight.task.value
            } onCancel: {
                self.stopWaiting(for: flight)
            }
            return Grant(
                result: fallback(for: ended.result), trace: isOurs ? ended.trace : CallTrace())
        }
    }

    /// A token that may be used at once; nil if `token(startBy:)` has to be asked for one.
    var atHand: String? {
        state.withLockedValue { state in
            let now = clock.boot()
            guard state.trial.map({ now >= $0.until }) ?? true, let token = state.token,
                now < token.renewAt
            else { return nil }
            return token.text
        }
    }

    /// Whether this token is still the one to use: neither refused nor replaced. It may be due for
    /// renewal.
    func isAtHand(_ text: String) -> Bool {
        state.withLockedValue { state in
            guard state.token?.text == text else { return false }
            return state.trial.map { clock.boot() >= $0.until } ?? true
        }
    }

    /// Notes that Amili accepted a call with this token.
    func accepted(_ text: String) {
        state.withLockedValue { state in
            guard state.token?.text == text else { return }
            state.hasWorked = true
            state.trial = nil
        }
    }

    /// Notes that Amili answered 401 to a call with this token.
    /// - Parameter usedAt: a moment before the call began.
    /// - Returns: whether to give up: this token and the one before it were refused after every
    ///   rest. This one is kept all the same; a refusal after its youth has it renewed.
    func refused(_ text: String, usedAt: BootInstant) -> Bool {
        state.withLockedValue { state in
            // Another caller may have had it renewed already.
            guard let token = state.token, token.text == text else { return false }
            let now = clock.boot()
            guard var trial = state.trial else {
                if now - token.grantedAt < AmiliBounds.tokenYouth {
                    state.trial = Trial(rests: 1, until: now + AmiliBounds.tokenRests[0])
                } else {
                    state.token = nil
                }
                return false
            }
            // The call began before the end of the rest: calls on the wire together are refused
            // together.
            if usedAt < trial.until { return false }
            let hasRested = trial.rests == AmiliBounds.tokenRests.count
            if !trial.isAnother, state.hasWorked || hasRested {
                // A token that had worked and has rested is known to all servers: it has died. One
                // that never worked may have died before its use.
                state.trial = Trial(rests: 0, until: trial.until, isAnother: true)
                state.token = nil
                return false
            }
            guard !hasRested else {
                state.trial = nil
                return true
            }
            trial.until = now + AmiliBounds.tokenRests[trial.rests]
            trial.rests += 1
            state.trial = trial
            return false
        }
    }

    /// Decides whether the caller has its result, joins the token call under way, or begins one.
    private func nextStep(startBy: BootInstant?) -> Step {
        state.withLockedValue { state in
            let now = clock.boot()
            if let trial = state.trial, now < trial.until { return .done(.later(trial.until)) }
            if let token = state.token, now < token.renewAt { return .done(.token(token.text)) }
            if let flight = state.flight {
                state.flight?.waiting += 1
                return .wait(flight, isOurs: false)
            }
            if let last = state.last, now - last.at < AmiliBounds.renewalPause {
                if let token = state.token, now < token.endsAt { return .done(.token(token.text)) }
                // The last call gave a token that is no longer here: Amili refused it.
                if case .token = last.result {
                    return .done(.later(last.at + AmiliBounds.renewalPause))
                }
                return .done(last.result)
            }
            if let startBy, now > startBy { return .done(.notNow) }
            // Not a child of the caller's task: its answer belongs to all callers that wait for it.
            state.flights += 1
            let number = state.flights
            let task = Task {
                let ended = await exchange(startBy)
                land(ended, number)
                return ended
            }
            let flight = Flight(number: number, task: task, waiting: 1)
            state.flight = flight
            return .wait(flight, isOurs: true)
        }
    }

    /// Stores the result of the token call with this number.
    private func land(_ ended: TokenExchange, _ number: Int) {
        state.withLockedValue { state in
            if let token = ended.token {
                state.token = token
                state.hasWorked = false
            }
            // A call that all callers left says nothing, and another may be on its way already.
            guard state.flight?.number == number else { return }
            state.flight = nil
            // A call that came too late to leave the machine says nothing about Amili.
            if !ended.wasTooLate { state.last = (ended.result, clock.boot()) }
        }
    }

    /// The result after a failed renewal: the old token, as long as it is good.
    private func fallback(for result: TokenResult) -> TokenResult {
        switch result {
        case .token, .unauthorized, .later: result
        case .notNow, .tooMany:
            state.withLockedValue { state in
                guard let token = state.token, clock.boot() < token.endsAt else { return result }
                return .token(token.text)
            }
        }
    }

    /// Removes a cancelled caller from a token call, and cancels the call if nobody else waits for
    /// it.
    private func stopWaiting(for flight: Flight) {
        let isAbandoned = state.withLockedValue { state -> Bool in
            guard state.flight?.number == flight.number else { return false }
            state.flight?.waiting -= 1
            guard state.flight?.waiting == 0 else { return false }
            state.flight = nil
            return true
        }
        if isAbandoned { flight.task.cancel() }
    }
}
