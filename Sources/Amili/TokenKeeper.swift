import HTTPClient
import NIOConcurrencyHelpers
import Reminders

/// Keeps the access token: one token call at a time for all callers, none within a second after
/// the last, renewed shortly before the token ends, and at once when Amili refuses it. Only a young
/// token that is refused is not thrown away: it may not be known at all of Amili's servers yet, and
/// a newer one would be known even less. It rests and is tried again; if it is refused then, one
/// other is asked for.
final class TokenKeeper: Sendable {
    /// Makes one token call. - Parameter startBy: past it the call must not begin.
    typealias Exchange = @Sendable (_ startBy: BootInstant?) async -> TokenExchange

    private struct Flight {
        let number: Int
        let task: Task<TokenExchange, Never>
        var waiting: Int
    }

    /// A young token was refused: all calls wait until it is tried again.
    private struct Trial {
        var rests: Int
        var until: BootInstant
        /// The token before it was given up for this one.
        var isAnother = false
    }

    private struct State {
        var token: TokenExchange.Token?
        /// Has Amili taken this token?
        var hasWorked = false
        var trial: Trial?
        var flight: Flight?
        var flights = 0
        /// How the last token call ended, and when; nil if there was none yet.
        var last: (result: TokenResult, at: BootInstant)?
    }

    private enum Step {
        case done(TokenResult)
        case wait(Flight, isOurs: Bool)
    }

    private let state = NIOLockedValueBox(State())
    private let clock: AmiliClock
    private let exchange: Exchange

    init(clock: AmiliClock, exchange: @escaping Exchange) {
        self.clock = clock
        self.exchange = exchange
    }

    /// - Parameter startBy: past it no token call is begun.
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

    /// Whether that token is still the one to use: neither refused nor replaced. It may be old
    /// enough to be renewed.
    func isAtHand(_ text: String) -> Bool {
        state.withLockedValue { state in
            guard state.token?.text == text else { return false }
            return state.trial.map { clock.boot() >= $0.until } ?? true
        }
    }

    /// Amili took the token.
    func accepted(_ text: String) {
        state.withLockedValue { state in
            guard state.token?.text == text else { return }
            state.hasWorked = true
            state.trial = nil
        }
    }

    /// Amili answered 401 to a call with this token.
    /// - Parameter usedAt: a moment before the call began.
    /// - Returns: whether that is the end: this token and the one before it were refused after
    ///   every rest. This one is kept all the same; once it is no longer young, the next refusal
    ///   has it renewed.
    func refused(_ text: String, usedAt: BootInstant) -> Bool {
        state.withLockedValue { state in
            // Others may have had it renewed already.
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
            // Calls that were on the wire together are refused together.
            if usedAt < trial.until { return false }
            let hasRested = trial.rests == AmiliBounds.tokenRests.count
            if !trial.isAnother, state.hasWorked || hasRested {
                // One that had worked and has rested is known everywhere: it has died. One that
                // never worked may have died before it was used.
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
            // Not a child of the caller's task: its answer belongs to all who wait for it, and
            // each of them awaits its value.
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

    private func land(_ ended: TokenExchange, _ number: Int) {
        state.withLockedValue { state in
            if let token = ended.token {
                state.token = token
                state.hasWorked = false
            }
            // One that everybody left says nothing, and another may be on its way already.
            guard state.flight?.number == number else { return }
            state.flight = nil
            // A call that came too late to leave the machine says nothing about Amili.
            if !ended.wasTooLate { state.last = (ended.result, clock.boot()) }
        }
    }

    /// A token that is being renewed early is still good while the renewal does not work.
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
