import CCurl
import Glibc

/// One call in the engine.
///
/// `@unchecked Sendable`: `isSubmitted` and `isCancelled` are only used under the engine's inbox
/// lock. All else belongs to the caller until the call is submitted (which goes through that lock),
/// and to the engine's thread from then on.
final class Transfer: @unchecked Sendable {
    /// The receiver of the end.
    enum Receiver {
        /// Not set yet, or the call has ended.
        case none
        case caller(CheckedContinuation<HTTPExchange, Never>)
        case batch(BatchInFlight, Int)
    }

    let request: HTTPRequest
    /// Whether it takes one of the places of the batches' calls.
    let isPaced: Bool
    /// The earliest moment at which it may begin, nanoseconds of CLOCK_BOOTTIME.
    let notBefore: Int64
    /// When it was submitted; a call of a batch: when it began.
    private var since: Int64
    /// When the time for the whole call ends.
    private var deadline: Int64
    /// 24 hours in milliseconds.
    private static let longestDeadline = 86_400_000
    /// The last moment at which the request may begin to be written: `startBy` or the deadline.
    let expiry: Int64
    /// Whether that is `startBy`.
    private let expiresByMoment: Bool
    /// Set before the call is submitted; `.none` once it has ended.
    var receiver = Receiver.none
    var isSubmitted = false
    var isCancelled = false
    /// Whether its answer has come and is held until the connection has rested.
    var isHeld: Bool { wasHeld && !hasEnded }
    var wasHeld = false

    var easy: EasyHandle?
    /// Set when the call starts.
    var sockets: OpenSockets?
    /// Whether the connection had rested, or was new. Set when the call starts.
    var isRested = true
    /// libcurl may read it until the transfer is removed from the multi handle.
    var headerList: UnsafeMutablePointer<curl_slist>?
    /// The last line that is this request's own; the trace's and shared lines follow it.
    var lastHeader: UnsafeMutablePointer<curl_slist>?
    private(set) var written = false
    private(set) var head = ResponseHead()
    private(set) var body: [UInt8] = []
    private(set) var refusal: Refusal?

    init(_ request: HTTPRequest) {
        self.request = request
        isPaced = request.isPaced
        since = BootClock.now()
        notBefore = since
        deadline = Self.deadline(of: request, since: since)
        let startBy = request.startBy ?? .max
        expiresByMoment = startBy < deadline
        expiry = min(startBy, deadline)
    }

    /// Makes a call of a batch.
    init(_ request: HTTPRequest, notBefore: Int64) {
        guard let startBy = request.startBy else {
            preconditionFailure("a call of a batch has a moment to start by")
        }
        self.request = request
        isPaced = true
        self.notBefore = notBefore
        since = notBefore
        deadline = .max
        expiresByMoment = true
        expiry = startBy
    }

    private static func deadline(of request: HTTPRequest, since moment: Int64) -> Int64 {
        let allowed = request.deadline.milliseconds(within: 1...longestDeadline)
        return moment + Int64(allowed) * 1_000_000
    }

    /// Asks the pacing of its batch whether it may begin; a call that is not of a batch may.
    func mayBegin(at now: Int64) -> CallBeginning {
        guard case .batch(let batch, let index) = receiver else { return .now }
        return batch.pacing.begin(index, at: now)
    }

    /// Tells its batch that it was allowed to begin but found no connection, and stays first in
    /// line.
    func stays() {
        if case .batch(let batch, let index) = receiver { batch.pacing.stays(index) }
    }

    /// Starts the time of a batch's call.
    func begin(at now: Int64) {
        guard case .batch = receiver else { return }
        since = now
        deadline = Self.deadline(of: request, since: now)
    }

    var hasEnded: Bool { if case .none = receiver { true } else { false } }

    /// Whether the answer must be held until the connection has rested.
    func waitsForRest(_ code: CURLcode) -> Bool {
        !isRested && code == CURLE_OK && refusal == nil && head.isComplete
            && head.status != request.unrestedStatus
    }

    /// Milliseconds left for the whole call, at least 1, because 0 means no limit to libcurl.
    var remaining: Int {
        Duration.nanoseconds(deadline - BootClock.now())
            .milliseconds(within: 1...Self.longestDeadline)
    }

    /// Decides whether the request may be written. This is the last code that runs before the
    /// writing.
    ///
    /// libcurl calls this a second time if a reused connection broke during the request. The server
    /// may have read that request, and a POST written again would be a second letter.
    /// - Parameter localPort: of the connection that will carry it.
    func mayWrite(localPort: Int) -> Bool {
        if written {
            refusal = .resend
            return false
        }
        guard let sockets, sockets.mayUse(localPort: localPort) else {
            refusal = .connectionNotClean
            return false
        }
        let now = BootClock.now()
        guard request.startBy.map({ now < $0 }) ?? true else {
            refusal = .tooLate
            return false
        }
        written = true
        if case .batch(let batch, let index) = receiver {
            batch.pacing.written(index, at: now)
        } else {
            request.onWrite?(now)
        }
        return true
    }

    /// - Returns: false if the transfer must end; `refusal` says why.
    func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        if written, head.isAtStatusLine, isRequestUnderway {
            refusal = .answerBeforeRequest
            return false
        }
        if head.take(line) { return true }
        refusal = .headersOverLimit
        return false
    }

    /// Whether part of the request is not written yet, or not acknowledged by the other end.
    private var isRequestUnderway: Bool {
        var uploaded: curl_off_t = 0
        if let easy, ccurl_get_uploaded(easy.pointer, &uploaded) == CURLE_OK,
            uploaded < curl_off_t(request.body.count)
        {
            return true
        }
        return sockets?.hasUnacknowledgedBytes == true
    }

    /// - Returns: false if the transfer must end; `refusal` says why.
    func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= request.responseLimit - body.count else {
            refusal = .bodyOverLimit
            body = []
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    /// Ends the call and tells its receiver. Must be called once.
    /// - Parameters:
    ///   - code: libcurl's result; CURLE_OK if it had none.
    ///   - verification: the TLS library's reason for refusing a certificate.
    ///   - proxyStatus: the proxy's answer to CONNECT.
    func end(
        _ code: CURLcode, verification: Int? = nil, proxyStatus: Int? = nil,
        refusal: Refusal? = nil
    ) {
        if !written, code != CURLE_OK, (refusal ?? self.refusal) == nil, lacksDescriptor(code) {
            return resume(.notSent(.noDescriptor(curlCode: Int(code.rawValue))))
        }
        let facts = TransferEnd(
            code: code, refusal: refusal ?? self.refusal, written: written,
            headersComplete: head.isComplete, status: head.status, verification: verification,
            proxyStatus: proxyStatus)
        switch facts.verdict {
        case .answered:
            guard let status = head.status else {
                preconditionFailure("a whole head has a status")
            }
            resume(.answered(HTTPResponse(status: status, head: head.bytes, body: body)))
        case .notSent(let fault): resume(.notSent(fault))
        case .maybeSent(let fault): resume(.maybeSent(fault))
        }
    }

    /// Whether the process had no descriptor left. A name look-up needs descriptors too, and the
    /// resolver does not say that it lacked one; so this tries to open one.
    private func lacksDescriptor(_ code: CURLcode) -> Bool {
        if sockets?.lacksDescriptor == true { return true }
        guard code == CURLE_COULDNT_RESOLVE_HOST else { return false }
        let spare = Glibc.dup(0)
        guard spare < 0 else {
            Glibc.close(spare)
            return false
        }
        return [EMFILE, ENFILE].contains(errno)
    }

    /// Ends a call that libcurl has not started.
    func refuse(_ message: String, curlCode: CURLcode = CURLE_OK) {
        precondition(!written, "a request that began to be written cannot be refused")
        resume(.notSent(HTTPFault(curlCode: Int(curlCode.rawValue), message: message)))
    }

    /// Ends a call that the pacing of its batch does not let begin.
    func holdBack() {
        var fault = HTTPFault(curlCode: 0, message: "held back before it began")
        fault.isHeldBack = true
        resume(.notSent(fault))
    }

    /// Ends a call whose time ended while it waited for a connection.
    func expire() {
        if expiresByMoment { return refuse(Refusal.tooLate.message) }
        refuse(
            "the deadline passed while waiting for a connection", curlCode: CURLE_OPERATION_TIMEDOUT
        )
    }

    private func resume(_ outcome: HTTPOutcome) {
        let told = receiver
        receiver = .none
        let exchange = HTTPExchange(
            outcome: outcome, duration: .nanoseconds(max(0, BootClock.now() - since)),
            written: written,
            // The rest has proven an answer that was held.
            isProven: isRested || wasHeld)
        switch told {
        case .none: preconditionFailure("a call ended twice")
        case .caller(let continuation): continuation.resume(returning: exchange)
        case .batch(let batch, let index): batch.note(exchange, of: index)
        }
    }
}
