import Dispatch
import NIOConcurrencyHelpers

/// The one thread that answers. What arrives while it syncs the files waits for the next round,
/// and a round shares one sync: no answer leaves before what it tells of is on disk.
// `state` is touched by jobs of the serial `queue` only; the rest is constant or locked.
final class Engine: @unchecked Sendable {
    private enum Work: Sendable {
        case call(Call, answer: @Sendable (SandboxReply) -> Void)
        case control(Request, answer: @Sendable (SandboxReply) -> Void)
        case refused(Refusal, answer: @Sendable (SandboxReply) -> Void)
        case late(Call, answered: Int?)
    }

    private struct Inbox: Sendable {
        var work: [Work] = []
        var isServed = false
        /// Nothing is taken any more, as if the process had ended.
        var isClosed = false
    }

    private let state: SandboxState
    private let inbox = NIOLockedValueBox(Inbox())
    private let queue = DispatchQueue(label: "amili-sandbox.engine")
    private let failed: @Sendable (SettingsError) -> Void
    let ledgerPath: String

    /// - Parameter failed: called when the files cannot be written; nothing is answered after it.
    init(_ settings: SandboxSettings, failed: @escaping @Sendable (SettingsError) -> Void)
        throws(SettingsError)
    {
        state = try SandboxState(settings)
        ledgerPath = state.files.ledgerPath
        self.failed = failed
    }

    func answer(_ call: Call, _ answer: @escaping @Sendable (SandboxReply) -> Void) {
        take(.call(call, answer: answer))
    }

    func control(_ request: Request, _ answer: @escaping @Sendable (SandboxReply) -> Void) {
        take(.control(request, answer: answer))
    }

    /// Answers what is no call at all.
    func refuse(_ refusal: Refusal, _ answer: @escaping @Sendable (SandboxReply) -> Void) {
        take(.refused(refusal, answer: answer))
    }

    /// Waits until all that was taken is done, and leaves the folder to others: whatever still
    /// holds this engine, a job that has just ended or a timer, holds the files no longer.
    func close() {
        inbox.withLockedValue { $0.isClosed = true }
        queue.sync { state.files.close() }
    }

    private func take(_ work: Work) {
        let mustServe = inbox.withLockedValue { inbox in
            if inbox.isClosed { return false }
            inbox.work.append(work)
            defer { inbox.isServed = true }
            return !inbox.isServed
        }
        if mustServe { queue.async { self.serve() } }
    }

    private func serve() {
        while true {
            let round = inbox.withLockedValue { inbox in
                defer { inbox.work.removeAll(keepingCapacity: true) }
                inbox.isServed = !inbox.work.isEmpty
                return inbox.work
            }
            if round.isEmpty { return }
            state.readClocks()
            let answers = round.map { work in answer(work) }
            do throws(SettingsError) {
                if state.files.hasUncommitted { try state.files.commit() }
            } catch {
                // What the store holds is no longer what the disk holds: no further answers.
                failed(error)
                return
            }
            for answer in answers { answer() }
        }
    }

    private func answer(_ work: Work) -> () -> Void {
        switch work {
        case .call(let call, let answer):
            let reply = state.answer(call) { [self] call, answered in
                take(.late(call, answered: answered))
            }
            return { answer(reply) }
        case .control(let request, let answer):
            let reply = state.control(request)
            return { answer(reply) }
        case .refused(let refusal, let answer):
            var reply = refusal.reply
            reply.add("Date", state.now.http)
            return { [reply] in answer(reply) }
        case .late(let call, let answered):
            state.performLate(call, answered: answered)
            return {}
        }
    }
}
