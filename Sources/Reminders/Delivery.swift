/// The way to Amili, as the worker sees it. Two implementations: the real client, and the tests'.
package protocol Delivery: FollowingDelivery {
    /// Asks what Amili has of these invoices. One question, as many calls as it takes.
    /// - Parameter startBy: no call of it may begin to be written after this moment.
    func lookUp(_ question: Question, startBy: BootInstant) async -> LookUpReport

    /// Hands invoices to Amili, and returns when all have ended. For each, at most one POST reaches
    /// the wire that may take effect. Cancelling the task cuts off what is on the wire.
    /// - Parameters:
    ///   - startBy: past it no request is written, and the outcome is `.notSent`.
    ///   - pacing: decides when each may begin.
    ///   - ended: called with each letter's end once, several at a time, in any order, on any
    ///     thread. Must not block.
    func send(
        _ letters: [Letter], startBy: BootInstant, pacing: any LetterPacing,
        ended: @escaping @Sendable ([LetterEnd]) -> Void
    ) async
}

/// How Amili knows a creditor: two ids of 24 hexadecimal digits.
package struct AmiliParty: Hashable, Sendable {
    package let account: String
    package let creditor: String
    package init(account: String, creditor: String) {
        self.account = account
        self.creditor = creditor
    }
}

/// All that one call needs.
package struct Letter: Sendable {
    package let party: AmiliParty
    package let sharedInvoice: SharedInvoice
    package var invoice: Invoice { sharedInvoice.value }
    /// The same for every attempt of one reminder (creditor, run, position). Sent, never relied on.
    package let idempotencyKey: String
    package init(party: AmiliParty, invoice: SharedInvoice, idempotencyKey: String) {
        self.party = party
        sharedInvoice = invoice
        self.idempotencyKey = idempotencyKey
    }
    package init(party: AmiliParty, invoice: Invoice, idempotencyKey: String) {
        self.init(
            party: party, invoice: SharedInvoice(invoice), idempotencyKey: idempotencyKey)
    }
}

/// What one call, or one question, cost and left behind. No personal data: `message` is blanked.
package struct CallTrace: Sendable, Equatable {
    /// Calls that left the machine, token calls included; each of them used up a slot.
    package var calls = 0
    package var httpStatus: Int?
    package var curlCode: Int?
    /// Did the request begin to be written?
    package var written = false
    package var duration: Duration = .zero
    /// What Amili or the wire said, every value of the request blanked.
    package var message: String?
    /// Why the answer could not be used, if so.
    package var flaw: AnswerFlaw?
    /// False if the answer may be that to an earlier letter: then a look-up tells whose it was.
    package var isProven = true
    /// This process lacked what the call needs: nothing is known of Amili.
    package var isLocal = false
    package init() {}
}

/// A send's outcome, cut by what is done next (the table in the README's design part).
package enum SendOutcome: Sendable, Equatable {
    /// The request never began to be written: try again, it cost nothing.
    case notSent
    /// Neither did this one, and it was we who held it back: that says nothing of Amili.
    case heldBack
    /// 201, complete, parsed, exactly one case.
    case accepted(caseID: String, ocr: String?)
    /// 400, 412, 413 or 422 in Amili's own error shape.
    case rejected
    /// 401 again after a fresh token: the installation's credential is wrong.
    case unauthorized
    /// 403: this creditor is not ours, or not active.
    case forbidden
    /// 409: look up.
    case conflict
    /// 429: later, for everybody.
    case tooMany(retryAfter: Duration?)
    /// Anything else once the request began: it may have taken effect.
    case unknown(retryAfter: Duration?)
}

package struct SendReport: Sendable, Equatable {
    package var outcome: SendOutcome
    package var trace: CallTrace
    package var isAccepted: Bool { if case .accepted = outcome { true } else { false } }
    package init(_ outcome: SendOutcome, _ trace: CallTrace = CallTrace()) {
        self.outcome = outcome
        self.trace = trace
    }
}

/// One look-up: up to 99 invoices of one creditor.
package struct Question: Sendable {
    package let party: AmiliParty
    package let invoices: [InvoiceNumber]
    /// Those of `invoices` that are in doubt: their registrations are asked for as well.
    package let inDoubt: [InvoiceNumber]
    /// An invoice known to have a case; it must come back, or the answer is none.
    package let canary: InvoiceNumber?
    /// Without a canary: read the account's whole list of cases and of registrations, unfiltered,
    /// instead of trusting a filter that nothing vouches for.
    package let census: Bool
    /// Seconds since the oldest of these doubts began: further back a census need not read.
    package let doubtAge: Int64
    /// When the oldest of them began by Amili's clock, seconds since 1970, if that is known: a
    /// census reads as far back as the earlier of the two.
    package let doubtSince: Int64?
    package init(
        party: AmiliParty, invoices: [InvoiceNumber], inDoubt: [InvoiceNumber] = [],
        canary: InvoiceNumber?, census: Bool = false, doubtAge: Int64 = .max,
        doubtSince: Int64? = nil
    ) {
        self.party = party
        self.invoices = invoices
        self.inDoubt = inDoubt
        self.canary = canary
        self.census = census
        self.doubtAge = doubtAge
        self.doubtSince = doubtSince
    }
}

/// A case, or a registration whose case is not made yet, that Amili has of an invoice asked for.
package struct FoundCase: Sendable, Equatable {
    /// `InvoiceNumber.key` of the invoice it is about.
    package let invoiceKey: String
    package let caseID: String
    package let ocr: String?
    package let isOpen: Bool
    /// Seconds since 1970 by Amili's clock.
    package let createdAt: Int64
    /// Amili's word, kept as it came.
    package let state: String?
    package init(
        invoiceKey: String, caseID: String, ocr: String? = nil, isOpen: Bool, createdAt: Int64,
        state: String? = nil
    ) {
        self.invoiceKey = invoiceKey
        self.caseID = caseID
        self.ocr = ocr
        self.isOpen = isOpen
        self.createdAt = createdAt
        self.state = state
    }
}

package enum LookUpOutcome: Sendable, Equatable {
    /// Every item named our creditor and an invoice asked for, every page was read, and the canary
    /// (if any) came back; it is not among the `cases`. `amiliNow`: the answer's Date header.
    case answered(cases: [FoundCase], amiliNow: Int64)
    /// The answer cannot be used; the word says why (`canary missing`, `page missing` …).
    case noAnswer(why: String, retryAfter: Duration?)
    case notSent
    case unauthorized
    case forbidden
    case tooMany(retryAfter: Duration?)
}

package struct LookUpReport: Sendable, Equatable {
    package var outcome: LookUpOutcome
    package var trace: CallTrace
    package var isAnswered: Bool { if case .answered = outcome { true } else { false } }
    package init(_ outcome: LookUpOutcome, _ trace: CallTrace = CallTrace()) {
        self.outcome = outcome
        self.trace = trace
    }
}
