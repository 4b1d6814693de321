import CCurl
import Glibc

/// One call on its way.
///
/// `@unchecked Sendable`: `isSubmitted` and `isCancelled` are reached under the engine's inbox lock
/// only; the rest by the caller until it is submitted (through that lock), then by the engine's
/// thread only.
final class Transfer: @unchecked Sendable {
    /// The one that is told of the end.
    enum Receiver {
        /// Nobody yet, or nobody any more.
        case none
        case caller(CheckedContinuation<HTTPExchange, Never>)
        case batch(BatchInFlight, Int)
    }

    let request: HTTPRequest
    /// Whether it takes one of the places of the batches' calls.
    let isPaced: Bool
    /// It does not begin earlier; nanoseconds of CLOCK_BOOTTIME.
    let notBefore: Int64
    /// When it was submitted; a call of a batch: when it began.
    private var since: Int64
    /// When the whole call is over.
    private var deadline: Int64
    /// 24 hours in milliseconds.
    private static let longestDeadline = 86_400_000
    /// The last moment at which the request may begin to be written, and whether `startBy` set it.
    let expiry: Int64
    private let expiresByMoment: Bool
    /// `.none` once the call has ended; set before it is submitted.
    var receiver = Receiver.none
    var isSubmitted = false
    var isCancelled = false
    /// Its answer is here, and waits for its connection to rest.
    var isHeld: Bool { wasHeld && !hasEnded }
    var wasHeld = false

    var easy: EasyHandle?
    /// Set when it is started.
    var sockets: OpenSockets?
    /// Whether the connection had rested, or was a new one. Set when it is started.
    var isRested = true
    /// Alive as long as libcurl may read it: until the transfer is removed from the multi handle.
    var headerList: UnsafeMutablePointer<curl_slist>?
    /// The last of it that is this request's own.
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

    /// One of a batch.
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

    /// Whether its batch lets it begin; a call on its own may.
    func mayBegin(at now: Int64) -> CallBeginning {
        guard case .batch(let batch, let index) = receiver else { return .now }
        return batch.pacing.begin(index, at: now)
    }

    /// It had leave to begin and found no connection: it stays first in line.
    func stays() {
        if case .batch(let batch, let index) = receiver { batch.pacing.stays(index) }
    }

    /// The time of a batch's call runs from now on.
    func begin(at now: Int64) {
        guard case .batch = receiver else { return }
        since = now
        deadline = Self.deadline(of: request, since: now)
    }

    var hasEnded: Bool { if case .none = receiver { true } else { false } }

    /// Whether the answer that came is told only when its connection has rested.
    func waitsForRest(_ code: CURLcode) -> Bool {
        !isRested && code == CURLE_OK && refusal == nil && head.isComplete
            && head.status != request.unrestedStatus
    }

    /// Milliseconds left of the whole call, at least 1; libcurl takes 0 for no bound.
    var remaining: Int {
        Duration.nanoseconds(deadline - BootClock.now())
            .milliseconds(within: 1...Self.longestDeadline)
    }

    /// Decides, as the last code before the request is written, whether it may be.
    ///
    /// libcurl comes here a second time when a reused connection broke under the request: the
    /// server may have read it, and a POST written again would be a second letter.
    /// - Parameter localPort: of the connection it is to be written to.
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

    func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        if written, head.isAtStatusLine, isRequestUnderway {
            refusal = .answerBeforeRequest
            return false
        }
        if head.take(line) { return true }
        refusal = .headersOverLimit
        return false
    }

    /// Is part of the request still to be written, or not with the other end yet?
    private var isRequestUnderway: Bool {
        var uploaded: curl_off_t = 0
        if let easy, ccurl_get_uploaded(easy.pointer, &uploaded) == CURLE_OK,
            uploaded < curl_off_t(request.body.count)
        {
            return true
        }
        return sockets?.hasUnacknowledgedBytes == true
    }

    func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= request.responseLimit - body.count else {
            refusal = .bodyOverLimit
            body = []
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    /// Resumes the caller, once.
    /// - Parameters:
    ///   - code: libcurl's word, CURLE_OK if it said none.
    ///   - verification: what the TLS library says of a certificate that was refused.
    ///   - proxyStatus: what a proxy said when it was asked for the way.
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

    /// A name look-up takes descriptors too, and the resolver does not say what it lacked.
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

    /// Ends a call that libcurl never got to see.
    func refuse(_ message: String, curlCode: CURLcode = CURLE_OK) {
        precondition(!written, "a request that began to be written cannot be refused")
        resume(.notSent(HTTPFault(curlCode: Int(curlCode.rawValue), message: message)))
    }

    /// Ends a call that its batch's pacing does not let begin.
    func holdBack() {
        var fault = HTTPFault(curlCode: 0, message: "held back before it began")
        fault.isHeldBack = true
        resume(.notSent(fault))
    }

    /// Ends a call whose time passed while it waited for a connection.
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
            // An answer that was held until the connection had rested is proven by the rest.
            isProven: isRested || wasHeld)
        switch told {
        case .none: preconditionFailure("a call ended twice")
        case .caller(let continuation): continuation.resume(returning: exchange)
        case .batch(let batch, let index): batch.note(exchange, of: index)
        }
    }
}
