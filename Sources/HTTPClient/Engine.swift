import CCurl
import Glibc
import NIOConcurrencyHelpers

/// One thread, one `CURLM*`, and all transfers of a client.
///
/// `@unchecked Sendable`: callers only use `inbox` and `thread`, each behind a lock. `multi` is
/// used by the engine's thread; other threads only call `curl_multi_wakeup` with it, which is made
/// for that, under the inbox lock and never after `hasEnded`. All else belongs to the engine's
/// thread.
final class Engine: @unchecked Sendable {
    private struct Inbox {
        var submitted: [Transfer] = []
        var cancelled: [Transfer] = []
        var submittedBatches: [BatchInFlight] = []
        var cancelledBatches: [BatchInFlight] = []
        var isClosing = false
        /// Whether a wake-up is on its way. A second one would cost a system call for nothing.
        var isSignalled = false
        /// Whether the multi handle is destroyed or about to be.
        var hasEnded = false
    }

    private let settings: HTTPClientSettings
    private let inbox = NIOLockedValueBox(Inbox())
    private let thread = NIOLockedValueBox<pthread_t?>(nil)
    private let multi: UnsafeMutableRawPointer

    private var waiting = WaitingLine()
    /// Calls that are paced; they come after `waiting`.
    private var paced = WaitingLine()
    /// Batches with a call that has not ended.
    private var batches: [BatchInFlight] = []
    private var active = 0 {
        didSet { inFlight.withLockedValue { $0 = active } }
    }
    /// `active`, for other threads.
    private let inFlight = NIOLockedValueBox(0)
    /// Paced calls that have begun and whose ends are not told: active ones, and those whose
    /// answers are held while their connections rest. So even a batch whose answers are all held
    /// stays within its limit, and can be stopped.
    private var untoldPaced = 0
    /// When the first call of the paced line is to be asked for again.
    private var nextPaced = Int64.max
    private var idle: IdleHandles

    /// libcurl requires this call once in a process, before any other.
    private static let libraryIsReady: Bool = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

    init(_ settings: HTTPClientSettings) {
        precondition(Self.libraryIsReady, "curl_global_init failed")
        self.settings = settings
        idle = IdleHandles(rest: settings.rest)
        guard let multi = curl_multi_init() else { fatalError("curl_multi_init: out of memory") }
        self.multi = multi
        // This bounds the connections of each handle: libcurl must not close the one that is kept.
        must(ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, settings.mostConnections))
        must(ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, 0))  // CURLPIPE_NOTHING
    }

    // MARK: Calls from any thread

    /// The calls that have begun and not ended.
    var callsInFlight: Int { inFlight.withLockedValue { $0 } }

    /// Starts the thread. To be called once.
    func open() {
        thread.withLockedValue { thread in
            var started = pthread_t()
            let context = Unmanaged.passRetained(self).toOpaque()
            let code = pthread_create(
                &started, nil,
                { context in
                    guard let context else { preconditionFailure("a thread without its engine") }
                    Unmanaged<Engine>.fromOpaque(context).takeRetainedValue().run()
                    return nil
                }, context)
            precondition(code == 0, "pthread_create failed: \(code)")
            thread = started
        }
    }

    func submit(
        _ transfer: Transfer, _ continuation: CheckedContinuation<HTTPExchange, Never>
    ) {
        transfer.receiver = .caller(continuation)
        if let flaw = transfer.request.flaw { return transfer.refuse(flaw) }
        let refusal: String? = inbox.withLockedValue { inbox in
            if inbox.isClosing { return "the client is closed" }
            if transfer.isCancelled { return Refusal.cancelled.message }
            transfer.isSubmitted = true
            inbox.submitted.append(transfer)
            wake(&inbox)
            return nil
        }
        if let refusal { transfer.refuse(refusal) }
    }

    func submit(_ batch: BatchInFlight, _ continuation: CheckedContinuation<Void, Never>) {
        batch.whenOver = continuation
        for transfer in batch.transfers {
            if let flaw = transfer.request.flaw { transfer.refuse(flaw) }
        }
        let refusal: String? = inbox.withLockedValue { inbox in
            if inbox.isClosing { return "the client is closed" }
            if batch.isCancelled { return Refusal.cancelled.message }
            batch.isSubmitted = true
            inbox.submittedBatches.append(batch)
            wake(&inbox)
            return nil
        }
        guard let refusal else { return }
        for transfer in batch.transfers where !transfer.hasEnded { transfer.refuse(refusal) }
        batch.tell()
    }

    /// May be called before `submit`, and after the end.
    func cancel(_ batch: BatchInFlight) {
        inbox.withLockedValue { inbox in
            batch.isCancelled = true
            guard batch.isSubmitted else { return }
            inbox.cancelledBatches.append(batch)
            wake(&inbox)
        }
    }

    /// May be called before `submit`, and after the end.
    func cancel(_ transfer: Transfer) {
        inbox.withLockedValue { inbox in
            transfer.isCancelled = true
            guard transfer.isSubmitted else { return }
            inbox.cancelled.append(transfer)
            wake(&inbox)
        }
    }

    /// Blocks until every transfer has ended. A second caller waits for the first.
    func close() {
        inbox.withLockedValue { inbox in
            inbox.isClosing = true
            wake(&inbox)
        }
        thread.withLockedValue { thread in
            guard let running = thread else { return }
            let code = pthread_join(running, nil)
            precondition(code == 0, "pthread_join failed: \(code)")
            thread = nil
        }
    }

    private func wake(_ inbox: inout Inbox) {
        guard !inbox.isSignalled && !inbox.hasEnded else { return }
        inbox.isSignalled = true
        must(curl_multi_wakeup(multi))
    }

    // MARK: The engine's thread

    private func run() {
        ThreadSignals.block()
        _ = ccurl_name_thread("http")
        while true {
            let isClosing = takeInbox()
            fillConnections()
            var running: Int32 = 0
            must(curl_multi_perform(multi, &running))
            collect()
            tellBatches()
            // A closed inbox takes nothing more, so all that it held is in a line or has begun.
            if isClosing && active == 0 && waiting.isEmpty && paced.isEmpty && batches.isEmpty
                && idle.nextHeld == nil
            {
                break
            }
            must(curl_multi_poll(multi, nil, 0, longestWait(), nil))
        }
        inbox.withLockedValue { $0.hasEnded = true }
        idle.endAll()
        must(curl_multi_cleanup(multi))
    }

    private func tellBatches() {
        batches.removeAll { batch in
            batch.tell()
            return batch.isOver
        }
    }

    /// - Returns: whether the inbox is closed.
    private func takeInbox() -> Bool {
        var submitted: [Transfer] = []
        var cancelled: [Transfer] = []
        var (newBatches, cancelledBatches): ([BatchInFlight], [BatchInFlight]) = ([], [])
        let isClosing = inbox.withLockedValue { inbox in
            swap(&submitted, &inbox.submitted)
            swap(&cancelled, &inbox.cancelled)
            swap(&newBatches, &inbox.submittedBatches)
            swap(&cancelledBatches, &inbox.cancelledBatches)
            inbox.isSignalled = false
            return inbox.isClosing
        }
        for transfer in submitted {
            if transfer.isPaced { paced.append(transfer) } else { waiting.append(transfer) }
        }
        for batch in newBatches {
            batches.append(batch)
            for transfer in batch.transfers where !transfer.hasEnded { paced.append(transfer) }
        }
        for transfer in cancelled { abandon(transfer) }
        for batch in cancelledBatches {
            for transfer in batch.transfers { abandon(transfer) }
        }
        return isClosing
    }

    private func fillConnections() {
        let now = BootClock.now()
        for transfer in waiting.expired(at: now) { transfer.expire() }
        for transfer in paced.expired(at: now) { transfer.expire() }
        let ripe = idle.ripe(at: now)
        for (held, isQuiet) in ripe {
            if held.transfer.isPaced { untoldPaced -= 1 }
            held.transfer.end(held.code, refusal: isQuiet ? nil : .answerOutOfStep)
        }
        // Told before other calls begin, because these answers may be a reason to hold them back.
        if !ripe.isEmpty { tellBatches() }
        while active < settings.maxConnections, let next = waiting.peek(),
            let (handle, isRested) = handle(for: next, at: now)
        {
            waiting.dropFirst()
            next.isRested = isRested
            start(next, on: handle)
        }
        fillPaced(at: now)
        idle.endOld(at: now)
    }

    /// Begins the paced calls whose moment has come, as far as there are connections for them.
    private func fillPaced(at now: Int64) {
        nextPaced = .max
        while let next = paced.peek() {
            guard next.notBefore <= now else {
                nextPaced = next.notBefore
                return
            }
            guard waiting.isEmpty, active < settings.maxConnections,
                untoldPaced < settings.mostPaced, mayHaveHandle(for: next, at: now)
            else { return }
            switch next.mayBegin(at: now) {
            case .now: break
            case .later(let moment):
                nextPaced = max(moment, now)
                return
            case .never:
                paced.dropFirst()
                next.holdBack()
                continue
            }
            guard let (handle, isRested) = handle(for: next, at: now) else { return next.stays() }
            paced.dropFirst()
            next.isRested = isRested
            next.begin(at: now)
            start(next, on: handle)
        }
    }

    /// Whether `handle` may find one: it will not if all kept connections spoke or were closed.
    private func mayHaveHandle(for transfer: Transfer, at now: Int64) -> Bool {
        active + idle.count < settings.mostConnections
            || idle.hasNext(
                at: now, unrested: transfer.request.unrestedStatus != nil,
                reserve: HTTPClientSettings.reserve)
    }

    /// - Returns: nil if no usable handle has rested, and no more connections may be opened.
    private func handle(
        for transfer: Transfer, at now: Int64
    ) -> (handle: EasyHandle, isRested: Bool)? {
        let mayOpen = active + idle.count < settings.mostConnections
        let kept = idle.next(
            at: now, unrested: !mayOpen && transfer.request.unrestedStatus != nil,
            reserve: mayOpen ? 0 : HTTPClientSettings.reserve)
        return kept ?? (mayOpen ? (EasyHandle(settings), true) : nil)
    }

    /// Milliseconds for which the thread may wait for sockets. libcurl's own timers shorten the
    /// wait, and a wake-up ends it.
    private func longestWait() -> Int32 {
        var until = min(idle.nextHeld ?? .max, nextPaced)
        if !paced.isEmpty {
            until = min(until, paced.earliestExpiry)
            if nextPaced == .max, waiting.isEmpty, active < settings.maxConnections,
                untoldPaced < settings.mostPaced
            {
                // `collect` may have freed a connection since the line was last looked at.
                guard active + idle.count >= settings.mostConnections,
                    let rested = idle.nextRested
                else { return 0 }
                until = min(until, rested)
            }
        }
        guard !waiting.isEmpty else { return wait(until: until) }
        until = min(until, waiting.earliestExpiry)
        if active < settings.maxConnections {
            // `collect` may have freed a connection since the line was last looked at.
            guard active + idle.count >= settings.mostConnections, let rested = idle.nextRested
            else { return 0 }
            until = min(until, rested)
        }
        return wait(until: until)
    }

    private func wait(until: Int64) -> Int32 {
        guard until < .max else { return 60_000 }
        let left = Duration.nanoseconds(until - BootClock.now())
        return Int32(left.milliseconds(within: 0...60_000))
    }

    private func start(_ transfer: Transfer, on easy: EasyHandle) {
        let prepared = easy.prepare(for: transfer)
        guard prepared == CURLE_OK else {
            easy.release(transfer)
            idle.append(easy, at: BootClock.now())
            let message = String(cString: curl_easy_strerror(prepared))
            return transfer.refuse(message, curlCode: prepared)
        }
        must(curl_multi_add_handle(multi, easy.pointer))
        transfer.easy = easy
        easy.sockets.lacksDescriptor = false
        transfer.sockets = easy.sockets
        active += 1
        if transfer.isPaced { untoldPaced += 1 }
        // libcurl's contexts point at the transfer; `leave` releases it.
        _ = Unmanaged.passRetained(transfer)
    }

    private func abandon(_ transfer: Transfer) {
        // It may have ended while the cancellation was on its way.
        if transfer.hasEnded { return }
        if transfer.isHeld {
            if transfer.isPaced { untoldPaced -= 1 }
            idle.drop(transfer)
            return transfer.end(CURLE_OK, refusal: .cancelled)
        }
        // Without a handle it still waits in a line.
        guard let easy = transfer.easy else { return transfer.refuse(Refusal.cancelled.message) }
        leave(transfer, easy)
        transfer.end(CURLE_OK, refusal: .cancelled)
    }

    private func collect() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let pointer = message.pointee.easy_handle
            else { continue }
            // The message is freed with the handle, so it is read first.
            let code = message.pointee.data.result
            let verification = TransferFacts.verification(pointer, code)
            let proxyStatus = settings.proxy.flatMap { _ in TransferFacts.proxyStatus(pointer) }
            var context: UnsafeMutableRawPointer?
            let read = ccurl_get_private(pointer, &context)
            guard read == CURLE_OK, let context else {
                preconditionFailure("libcurl ended a transfer that is none of ours")
            }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            guard let easy = transfer.easy, easy.pointer == pointer else {
                preconditionFailure("libcurl ended a transfer that had ended")
            }
            if transfer.waitsForRest(code) {
                transfer.wasHeld = true
                leave(transfer, easy, holding: HeldAnswer(transfer: transfer, code: code))
            } else {
                leave(transfer, easy)
                transfer.end(code, verification: verification, proxyStatus: proxyStatus)
            }
        }
    }

    /// Removes the transfer from the multi handle, which closes its connection unless it has ended.
    private func leave(
        _ transfer: Transfer, _ easy: EasyHandle, holding held: HeldAnswer? = nil
    ) {
        must(curl_multi_remove_handle(multi, easy.pointer))
        easy.release(transfer)
        transfer.easy = nil
        active -= 1
        if transfer.isPaced, held == nil { untoldPaced -= 1 }
        idle.append(easy, at: BootClock.now(), holding: held)
        Unmanaged.passUnretained(transfer).release()
    }

    /// For codes that only a broken process or our own mistake can cause.
    private func must(_ code: CURLMcode) {
        precondition(code == CURLM_OK, String(cString: curl_multi_strerror(code)))
    }
}
