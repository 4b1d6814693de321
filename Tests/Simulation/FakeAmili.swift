import Reminders

/// What happens to one POST at Amili's, or on the way.
enum SendFault: Equatable {
    case accepted
    /// Accepted by an answer that may be another letter's.
    case unproven
    /// Answered by another letter's 201; was a case made all the same?
    case unsolicited(made: Bool)
    /// The connection never stood.
    case notSent
    /// A case is made; the answer never arrives.
    case answerLost
    /// Nothing is made, and no answer arrives.
    case lost
    /// No answer; the case is made so long after the call was given up.
    case doneLate(Duration)
    case rejected(String)
    case unauthorized, forbidden
    /// 409; was a case made all the same?
    case conflict(made: Bool = false)
    case tooMany(Duration?)
    /// 5xx at once; was a case made all the same?
    case serverError(made: Bool, retryAfter: Duration?)
}

enum LookUpFault: Equatable {
    case answered
    /// Answered, in two calls of which the second begins so much later.
    case twoCalls(Duration)
    /// The question is not understood as it was meant: nothing is found, not even the canary.
    case blind
    case noAnswer(status: Int?, retryAfter: Duration?)
    case notSent, unauthorized, forbidden
    case tooMany(Duration?)
}

/// Amili, as far as a worker can tell: makes cases, loses answers, and counts the letters.
struct FakeAmili {
    struct Case {
        let key: String
        let party: AmiliParty
        let found: FoundCase
        /// Virtual nanoseconds; a case made late lies in the future.
        let madeAt: Int64
        /// Not by a colleague in the portal.
        let isOurs: Bool
    }
    /// An invoice of one creditor, as Amili knows both.
    struct Debt: Hashable {
        let creditor: String
        let key: String
        init(_ party: AmiliParty, _ key: String) {
            creditor = party.creditor
            self.key = key
        }
    }
    struct Post {
        let key: String
        let worker: String
        /// How many POSTs of this invoice went before.
        let earlier: Int
        /// How many POSTs of all went before.
        let total: Int
        let idempotencyKey: String
        let traceID: TraceID?
        /// Virtual nanoseconds.
        let at: Int64
    }

    var cases: [Case] = []
    var posts: [Post] = []
    /// When each call left, virtual nanoseconds.
    var calls: [Int64] = []
    var questions: [Question] = []
    /// When each page of cases was asked for, virtual nanoseconds, apart from `calls`.
    var polls: [Int64] = []
    /// How old a slot and the last look at an invoice may be, nanoseconds.
    var sendWithin: Int64 = 1_000_000_000
    var poll: (Int) -> LookUpFault = { _ in .answered }
    private var askedAt: [Debt: Int64] = [:]
    private var casesOf: [Debt: [Int]] = [:]
    private var postsOf: [Debt: Int] = [:]
    var onTheWire = 0
    var mostOnTheWire = 0
    var violations: [String] = []

    var post: (Post) -> SendFault = { _ in .accepted }
    var lookUp: (Int) -> LookUpFault = { _ in .answered }
    var latency: () -> Duration = { .milliseconds(20) }
    /// Between a letter's handing over and its arrival.
    var onTheWay: () -> Duration = { .milliseconds(1) }
    /// Between a letter's leave and its first byte: a connection may have to be opened.
    var lateness: () -> Duration = { .zero }
    /// How often a letter needs a token first, and how long that takes.
    var tokens: (every: Duration, take: Duration)?
    private var tokenEnds: Int64 = 0
    /// A case shows in look-ups so long after it was made; registrations show at once.
    var lag = Duration.zero
    /// Amili's clock minus the database's, seconds.
    var skew: Int64 = 0

    /// - Returns: how long the token takes that whoever comes now must fetch; nil: there is one.
    mutating func tokenCall(_ now: Int64) -> Duration? {
        guard let tokens, now >= tokenEnds else { return nil }
        tokenEnds = now + tokens.every.wholeNanoseconds
        return tokens.take
    }

    func seconds(_ now: Int64) -> Int64 { InMemoryLedger.seconds(now) + skew }

    @discardableResult
    mutating func make(
        _ key: String, _ party: AmiliParty, at moment: Int64, isOurs: Bool, isOpen: Bool = true
    ) -> FoundCase {
        let made = FoundCase(
            invoiceKey: key, caseID: "case-\(cases.count + 1)", ocr: "1009", isOpen: isOpen,
            createdAt: seconds(moment), state: isOpen ? "reminder" : "closed")
        let others = casesOf[Debt(party, key), default: []]
        if isOurs, let other = others.first(where: { cases[$0].isOurs }) {
            violations.append(
                "a second letter for \(key): \(made.caseID) after \(cases[other].found.caseID)")
        }
        casesOf[Debt(party, key)] = others + [cases.count]
        cases.append(Case(key: key, party: party, found: made, madeAt: moment, isOurs: isOurs))
        return made
    }

    /// All cases of one invoice, of those that are there by then.
    func cases(_ key: String, of party: AmiliParty, by moment: Int64 = .max) -> [Case] {
        casesOf[Debt(party, key), default: []].map { cases[$0] }.filter { $0.madeAt <= moment }
    }

    /// - Parameters:
    ///   - reservedAt: when the worker last got slots to send.
    ///   - paidAt: when the invoice was paid, if it was.
    /// - Returns: what is answered, and after how much more time than the usual.
    mutating func take(
        _ letter: Letter, from worker: String, _ now: Int64, reservedAt: Int64?, paidAt: Int64?,
        deadline: Duration
    ) -> (SendReport, extra: Duration) {
        let key = letter.invoice.number.key
        let post = Post(
            key: key, worker: worker, earlier: postsOf[Debt(letter.party, key), default: 0],
            total: posts.count, idempotencyKey: letter.idempotencyKey,
            traceID: letter.traceID, at: now)
        let fault = self.post(post)
        if fault == .notSent { return (SendReport(.notSent), .zero) }
        posts.append(post)
        postsOf[Debt(letter.party, key), default: 0] += 1
        calls.append(now)
        judge(letter, now, reservedAt, paidAt)
        var trace = CallTrace()
        trace.calls = 1
        trace.written = true
        func answer(_ status: Int, _ outcome: SendOutcome) -> (SendReport, Duration) {
            trace.httpStatus = status
            return (SendReport(outcome, trace), .zero)
        }
        func made(after span: Duration = .zero) -> FoundCase {
            make(key, letter.party, at: now + span.wholeNanoseconds, isOurs: true)
        }
        switch fault {
        case .notSent: preconditionFailure("answered above")
        case .accepted:
            let made = made()
            return answer(201, .accepted(caseID: made.caseID, ocr: made.ocr))
        case .unproven:
            let made = made()
            trace.isProven = false
            return answer(201, .accepted(caseID: made.caseID, ocr: made.ocr))
        case .unsolicited(let isMade):
            let other = cases.last { $0.isOurs && $0.key != key }?.found
            let made = isMade ? made() : nil
            trace.isProven = false
            guard let told = other ?? made else {
                return (SendReport(.unknown(retryAfter: nil), trace), .zero)
            }
            return answer(201, .accepted(caseID: told.caseID, ocr: told.ocr))
        case .answerLost:
            _ = made()
            return (SendReport(.unknown(retryAfter: nil), trace), deadline)
        case .lost: return (SendReport(.unknown(retryAfter: nil), trace), deadline)
        case .doneLate(let span):
            _ = made(after: deadline + span)
            return (SendReport(.unknown(retryAfter: nil), trace), deadline)
        case .rejected(let words):
            trace.message = words
            return answer(422, .rejected)
        case .unauthorized: return answer(401, .unauthorized)
        case .forbidden: return answer(403, .forbidden)
        case .conflict(let isMade):
            if isMade { _ = made() }
            return answer(409, .conflict)
        case .tooMany(let span): return answer(429, .tooMany(retryAfter: span))
        case .serverError(let isMade, let span):
            if isMade { _ = made() }
            return answer(503, .unknown(retryAfter: span))
        }
    }

    /// No letter without a slot, a veto and a look-up, none of them too old.
    private mutating func judge(
        _ letter: Letter, _ now: Int64, _ reservedAt: Int64?, _ paidAt: Int64?
    ) {
        let key = letter.invoice.number.key
        func age(_ moment: Int64) -> String { "\((now - moment) / 1_000_000) ms" }
        if let paidAt, now - paidAt > sendWithin {
            violations.append("a letter for \(key), paid \(age(paidAt)) before")
        }
        if letter.invoice.flags.contains(.paid) {
            violations.append("a letter for \(key), which says that it is paid")
        }
        if now - (reservedAt ?? 0) > sendWithin {
            violations.append("a letter for \(key) by a slot of \(age(reservedAt ?? 0))")
        }
        let asked = askedAt[Debt(letter.party, key)] ?? 0
        if now - asked > 60_000_000_000 {
            violations.append("a letter for \(key) by a look-up of \(age(asked))")
        }
    }

    mutating func answer(
        _ question: Question, _ fault: LookUpFault, _ now: Int64
    ) -> LookUpReport {
        if fault == .notSent { return LookUpReport(.notSent) }
        questions.append(question)
        if !question.invoices.contains(where: { $0.key != question.canary?.key }) {
            violations.append("a question about nothing")
        }
        calls.append(now)
        var trace = CallTrace()
        trace.calls = 1
        trace.written = true
        func report(_ status: Int?, _ outcome: LookUpOutcome) -> LookUpReport {
            trace.httpStatus = status
            return LookUpReport(outcome, trace)
        }
        switch fault {
        case .notSent: preconditionFailure("answered above")
        case .noAnswer(let status, let span):
            if status.map({ $0 < 500 }) == true {
                trace.flaw = AnswerFlaw(
                    .unreadableField, .cases, status: status, field: "_items[0]._created",
                    wanted: .date, found: .number)
            }
            return report(status, .noAnswer(why: "scripted", retryAfter: span))
        case .unauthorized: return report(401, .unauthorized)
        case .forbidden: return report(403, .forbidden)
        case .tooMany(let span): return report(429, .tooMany(retryAfter: span))
        case .blind:
            if question.canary != nil || question.census {
                return report(200, .noAnswer(why: "canary missing", retryAfter: nil))
            }
            note(question, now)
            return report(200, .answered(cases: [], amiliNow: seconds(now)))
        case .answered, .twoCalls: break
        }
        note(question, now)
        func shown(_ numbers: [InvoiceNumber], after lag: Duration) -> Set<Int> {
            var found: Set<Int> = []
            for number in numbers {
                for index in casesOf[Debt(question.party, number.key)] ?? []
                where cases[index].madeAt + lag.wholeNanoseconds <= now { found.insert(index) }
            }
            return found
        }
        if let canary = question.canary, shown([canary], after: lag).isEmpty {
            return report(200, .noAnswer(why: "canary missing", retryAfter: nil))
        }
        let registrations = question.census ? question.invoices : question.inDoubt
        let found = shown(question.invoices, after: lag).union(shown(registrations, after: .zero))
        return report(
            200,
            .answered(cases: found.sorted().map { cases[$0].found }, amiliNow: seconds(now)))
    }

    // MARK: After the letter

    /// What Amili has said of a case since, and when (virtual nanoseconds): by case id.
    private(set) var courses: [String: (standing: AmiliStanding, at: Int64)] = [:]

    mutating func move(_ caseID: String, to standing: AmiliStanding, _ now: Int64) {
        courses[caseID] = (standing, now)
    }

    /// When each creditor handed in its details, and what Amili answers to that.
    var handedIn: [String: Int64] = [:]
    var handIns = 0
    var handInAnswer = FollowOutcome<HandedIn>.answered(.taken(isActive: nil))
    /// How much later it is active; nil: not by this.
    var activeAfter: Duration? = .zero
    /// What reading a creditor is answered with instead of the creditor.
    var creditorAnswer: FollowOutcome<CreditorAtAmili>?
    /// Made active by somebody else.
    var isActiveAnyway = false

    func isActive(_ party: AmiliParty, _ now: Int64) -> Bool {
        guard !isActiveAnyway else { return true }
        guard let since = handedIn[party.creditor], let activeAfter else { return false }
        return since + activeAfter.wholeNanoseconds <= now
    }

    /// One page of what one creditor has.
    mutating func cases(
        _ list: CaseList, _ page: Int, of party: AmiliParty, _ fault: LookUpFault, _ now: Int64
    ) -> FollowOutcome<CasePage> {
        if fault == .notSent { return .notSent }
        polls.append(now)
        switch fault {
        case .answered, .twoCalls, .notSent: break
        case .blind:
            return .answered(CasePage(cases: [], total: 0, amiliNow: seconds(now)))
        case .noAnswer(_, let span): return .noAnswer(why: "scripted", retryAfter: span)
        case .unauthorized: return .unauthorized
        case .forbidden: return .forbidden
        case .tooMany(let span): return .tooMany(retryAfter: span)
        }
        var shown: [FollowedCase] = []
        for letter in cases
        where letter.party.creditor == party.creditor && letter.madeAt <= now {
            let course = courses[letter.found.caseID]
            shown.append(
                FollowedCase(
                    invoiceKey: letter.key, caseID: letter.found.caseID,
                    standing: course?.standing
                        ?? AmiliStanding(state: letter.found.state, status: nil),
                    isOpen: letter.found.isOpen, createdAt: letter.found.createdAt,
                    updatedAt: seconds(course?.at ?? letter.madeAt)))
        }
        if list == .lastChangedFirst {
            shown = shown.reversed().sorted { $0.updatedAt > $1.updatedAt }
        }
        let first = min((page - 1) * CasePage.size, shown.count)
        return .answered(
            CasePage(
                cases: Array(shown[first...].prefix(CasePage.size)), total: shown.count,
                amiliNow: seconds(now)))
    }

    private mutating func note(_ question: Question, _ now: Int64) {
        for number in question.invoices { askedAt[Debt(question.party, number.key)] = now }
    }
}
