import Dispatch
import NIOConcurrencyHelpers

/// Answers requests on one thread, in rounds. Requests that arrive during the sync of the files
/// wait for the next round. A round commits once: no answer leaves before the changes that it
/// reports are on disk.
// `state` is touched by jobs of the serial `queue` only; the rest is constant or locked.
final class Engine: @unchecked Sendable {
    /// A request with the function that takes its answer, or the late work of a call.
    private enum Work: Sendable {
        case call(Call, answer: @Sendable (SandboxReply) -> Void)
        case control(Request, answer: @Sendable (SandboxReply) -> Void)
        case refused(Refusal, answer: @Sendable (SandboxReply) -> Void)
        /// The work of a call whose client was answered or dropped before.
        case late(Call, answered: Int?)
    }

    /// Work that waits for the next round.
    private struct Inbox: Sendable {
        var work: [Work] = []
        /// Whether a job on the queue is working through the rounds.
        var isServed = false
        /// New work is dropped, as if the process had ended.
        var isClosed = false
    }

    private let state: SandboxState
    private let inbox = NIOLockedValueBox(Inbox())
    private let queue = DispatchQueue(label: "amili-sandbox.engine")
    private let failed: @Sendable (SandboxError) -> Void
    let ledgerPath: String

    /// Opens the data folder, and makes it and its files if need be.
    /// - Parameter failed: called when the files cannot be written; nothing is answered after it.
    /// - Throws: as `SandboxState`.
    init(_ settings: SandboxSettings, failed: @escaping @Sendable (SandboxError) -> Void)
        throws(SandboxError)
    {
        state = try SandboxState(settings)
        ledgerPath = state.files.ledgerPath
        self.failed = failed
    }

    /// Answers a call of the API. `answer` is called on the engine's thread.
    func answer(_ call: Call, _ answer: @escaping @Sendable (SandboxReply) -> Void) {
        take(.call(call, answer: answer))
    }

    /// Answers a request to `/sandbox/`.
    func control(_ request: Request, _ answer: @escaping @Sendable (SandboxReply) -> Void) {
        take(.control(request, answer: answer))
    }

    /// Answers a request that is no call: unreadable, or to no known endpoint.
    func refuse(_ refusal: Refusal, _ answer: @escaping @Sendable (SandboxReply) -> Void) {
        take(.refused(refusal, answer: answer))
    }

    /// Waits until all accepted work is done, and closes the files, so that another sandbox may use
    /// the folder. A job that has just ended, or a timer, may hold this engine longer.
    func close() {
        inbox.withLockedValue { $0.isClosed = true }
        queue.sync { state.files.close() }
    }

    /// Adds work, and starts the rounds if no job is working through them.
    private func take(_ work: Work) {
        let mustServe = inbox.withLockedValue { inbox in
            if inbox.isClosed { return false }
            inbox.work.append(work)
            defer { inbox.isServed = true }
            return !inbox.isServed
        }
        if mustServe { queue.async { self.serve() } }
    }

    /// Works through rounds until no work is left, or the files cannot be written.
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
            do throws(SandboxError) {
                if state.files.hasUncommitted { try state.files.commit() }
            } catch {
                // The store is now ahead of the disk: no further answers.
                failed(error)
                return
            }
            for answer in answers { answer() }
        }
    }

    /// Does the work.
    /// - Returns: a function that sends the answer, to be called after the sync.
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
