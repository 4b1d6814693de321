import HTTPClient
import NIOConcurrencyHelpers
import Reminders

/// Sends the letters of one batch, each in one call that waits in the HTTP client's line. A letter
/// that needs more calls, because no token is at hand or Amili refused it, is sent by itself.
final class LetterBatch: Sendable {
    private let client: AmiliClient
    private let letters: [Letter]
    private let startBy: BootInstant
    private let pacing: any LetterPacing
    private let ended: @Sendable ([LetterEnd]) -> Void
    /// The letters that are still to be sent by themselves: their cost so far, by place in the
    /// batch.
    private let setAside = NIOLockedValueBox<[Int: CallTrace]>([:])

    init(
        _ client: AmiliClient, _ letters: [Letter], startBy: BootInstant,
        pacing: any LetterPacing, ended: @escaping @Sendable ([LetterEnd]) -> Void
    ) {
        self.client = client
        self.letters = letters
        self.startBy = startBy
        self.pacing = pacing
        self.ended = ended
    }

    /// Sends all letters, and returns when all have ended.
    func send() async {
        guard let token = client.tokens.atHand else {
            return await withDiscardingTaskGroup { group in
                for index in letters.indices {
                    group.addTask { await self.sendAlone(index, after: nil) }
                }
            }
        }
        let (indexes, found) = AsyncStream<Int>.makeStream()
        await withDiscardingTaskGroup { group in
            group.addTask {
                await self.sendTogether(token, setAside: found)
                found.finish()
            }
            for await index in indexes {
                guard let trace = taken(index) else { continue }
                group.addTask { await self.sendAlone(index, after: trace) }
            }
        }
        // The stream ends early if the task is cancelled.
        for (index, trace) in setAside.withLockedValue({ $0 }) {
            ended([LetterEnd(index, SendReport(.heldBack, trace))])
        }
    }

    /// Takes a letter out of `setAside`; nil if it is not there.
    private func taken(_ index: Int) -> CallTrace? {
        setAside.withLockedValue { $0.removeValue(forKey: index) }
    }

    /// Sends all letters with one token, as one batch of the HTTP client. Letters that Amili
    /// answered with 401, or whose token was refused before they began, are set aside, and their
    /// places go to `found`.
    private func sendTogether(
        _ token: String, setAside found: AsyncStream<Int>.Continuation
    ) async {
        let handedOverAt = client.clock.boot()
        let common = HTTPHeaders(AmiliClient.letterHeaders + [AmiliClient.header(of: token)])
        let tokenPacing = TokenPacing(pacing, of: letters.count, token: token, client: client)
        let batch = HTTPBatch(
            requests: letters.map { letter in
                var request = client.draft(letter)
                request.commonHeaders = common
                request.startBy = startBy.nanoseconds
                return request
            },
            moments: letters.indices.map { pacing.slot($0).nanoseconds },
            pacing: tokenPacing)
        await client.http.perform(batch) { ends in
            var reports: [LetterEnd] = []
            reports.reserveCapacity(ends.count)
            for end in ends {
                var trace = CallTrace()
                let letter = self.letters[end.index]
                let call = AmiliClient.Call(
                    .registration, .post, token: token,
                    askedAt: tokenPacing.began(end.index) ?? handedOverAt)
                let reply = self.client.reply(
                    to: end.exchange, of: call, { Blanking(letter) }, &trace)
                self.client.tellSpan(
                    of: .registration, batch.requests[end.index].traceParent, end.exchange, reply)
                let lacksToken = reply?.isHeldBack == true && tokenPacing.lacksToken(end.index)
                if let reply, !lacksToken {
                    let outcome = self.client.outcome(of: reply, to: letter, &trace)
                    reports.append(LetterEnd(end.index, SendReport(outcome, trace)))
                } else {
                    self.setAside.withLockedValue { $0[end.index] = trace }
                    found.yield(end.index)
                }
            }
            if !reports.isEmpty { self.ended(reports) }
        }
    }

    /// Sends one letter with as many calls as it needs.
    /// - Parameter trace: its cost in the batch; nil if it was not tried there.
    private func sendAlone(_ index: Int, after trace: CallTrace?) async {
        let slots = pacing.slots(index, isSlotSpent: trace.map { $0.calls > 0 } ?? false)
        var report = await CallLeave.$slots.withValue(slots) {
            await client.send(letters[index], startBy: startBy)
        }
        if report.outcome == .notSent, slots.wasRefused { report.outcome = .heldBack }
        if let trace {
            report.trace.calls += trace.calls
            report.trace.duration += trace.duration
        }
        ended([LetterEnd(index, report)])
    }
}
