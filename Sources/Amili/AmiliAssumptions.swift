import Reminders

/// Every thing that we believe of Amili's Swedish API without having read it: no public page says
/// it, and nobody here has an account. When Amili turns out to differ, this is the only place to
/// change. What is public (paths, the fields of a registration, `_items`, `_meta`) stands where it
/// is used.
enum AmiliAssumptions {
    /// ASSUMPTION: the token's answer is an object that holds the token under this name.
    static let tokenKey = "token"

    /// ASSUMPTION: or under this one, as OAuth 2.0 has it.
    static let otherTokenKey = "access_token"

    /// ASSUMPTION: the same object may say when the token ends, as an RFC 1123 date.
    static let tokenExpiryKey = "expires_at"

    /// ASSUMPTION: how long a token lives if the answer does not say so in a way we can read.
    static let defaultTokenLifetime: Duration = .seconds(600)

    /// ASSUMPTION: no token is worth less or more than this, whatever the answer claims; the lower
    /// bound keeps a wrong clock at Amili from making us ask for a token before every call.
    /// The upper one is ours: with each token comes an answer that shows Amili's clock.
    static let tokenLifetimeBounds: ClosedRange<Duration> = .seconds(30)...(.seconds(3_600))

    /// ASSUMPTION: every 4xx of the token call says that our credential, our clock or our address
    /// is wrong, except these two, which are passing troubles.
    static let passingTokenStatuses: Set<Int> = [408, 425]

    /// ASSUMPTION: a case names its creditor here, and its invoice number within this object; a
    /// registration names the invoice numbers within this list. `where` takes the same names,
    /// joined by points.
    static let creditorKey = "creditor"
    static let caseDebtKey = "debt"
    static let registrationDebtsKey = "debts"
    static let invoiceNumberKey = "invoice_number"

    /// ASSUMPTION: `where` takes MongoDB's `$in` (Eve hands `where` on to MongoDB). If it is
    /// refused we ask for one number a call, and try again after `listFilterPause`.
    static let listOperator = "$in"
    static let listFilterPause: Duration = .seconds(600)
    /// ASSUMPTION: what says that a filter, and not the question, was refused.
    static let refusedFilterStatuses: Set<Int> = [400, 422]

    /// ASSUMPTION: lists can be sorted by `_id`, which never changes, so that pages do not slide.
    static let sortField = "_id"

    /// ASSUMPTION: every item says when it last changed, under this name, as an RFC 1123 date, and
    /// so does a case when its state or status changes. Lists can be sorted by it, latest first,
    /// and among equals by id: MongoDB keeps no order among equals from one page to the next.
    static let updatedKey = "_updated"
    static let lastChangedFirst = "-_updated,-_id"
    /// ASSUMPTION: the answer's `Date` and `_updated` are told by clocks that differ by less than
    /// the two minutes by which the polls overlap (the statement `takePollTurn`), and nothing that
    /// changed shows later than that. What does is found by the night's reading of all cases.

    /// ASSUMPTION: the words that a case may have for its state and status. Public are only
    /// `initializing`, `invoice`, `debt_collection`, `initialized`, `active` and
    /// `debt_collection_active`; the rest, and what each means, is in `AmiliWord`.

    /// ASSUMPTION: as Eve has it, a `PATCH` names in `If-Match` the version that was read, which is
    /// what `_etag` says.
    static let versionKey = "_etag"
    static let versionHeader = "If-Match"

    /// ASSUMPTION: the number of a plusgiro stands beside where public text shows a bankgiro's
    /// (`AmiliCreditor.payout`), under this name. No other kind of account is handed in.
    static let plusgiroKey = "plusgiro"

    /// ASSUMPTION: a creditor that does not say that it is active is not.
    static let isActiveUnlessSaid = false

    /// ASSUMPTION: what was handed in is not taken, for good: our data are wrong, not the moment.
    /// Public is that a 422 names what is wrong in `_issues`.
    static let refusingStatuses: Set<Int> = [400, 413, 422]
    /// ASSUMPTION: a change that is the partner's alone is answered with one of these. Public is
    /// that `PATCH /creditors/{id}` belongs to the Partner API.
    static let notOursStatuses: Set<Int> = [403, 405]
    /// ASSUMPTION: somebody else changed the creditor meanwhile, or no version was named.
    static let changedMeanwhileStatuses: Set<Int> = [409, 412, 428]

    /// ASSUMPTION: an error that Amili's own code made (and not a gateway before it) is an object
    /// whose `_status` is this word. `_issues` and `_error.message` then tell why.
    static let errorStatus = "ERR"
    static let statusKey = "_status"
    static let issuesKey = "_issues"
    static let errorKey = "_error"
    static let messageKey = "message"

    /// ASSUMPTION: with one of these in Amili's error shape nothing was registered, for good.
    static let rejectingStatuses: Set<Int> = [400, 412, 413, 422]

    /// ASSUMPTION: a registration of one debt answers with exactly this many `_cases`.
    static let casesPerRegistration = 1

    /// ASSUMPTION: `_cases[n]` and `_ocr_numbers_ocr[n]` belong to `debts[n]`.
    static func index(ofDebt debt: Int) -> Int { debt }

    /// ASSUMPTION: a case is closed if `closed` holds anything but null or false, or if its
    /// `status` or `state` begins with this word. Public is only that the field exists.
    static let closedPrefix = "closed"
    static let closedKey = "closed"

    /// ASSUMPTION: an unknown field is refused (Eve does so by default), therefore a registration
    /// carries no reference of ours unless the settings say so.
    static let sendsDebtReference = false

    /// ASSUMPTION: a debt must say what it is for, although an invoice list may not know.
    static func standardDescription(of number: InvoiceNumber) -> String {
        "Faktura \(number.written)"
    }

    /// ASSUMPTION: how far ahead of us the `exp` of our own signed request may lie ("about ten
    /// minutes" is public, the bound is not).
    static let requestLifetimeSeconds: Int64 = 600

    /// ASSUMPTION: these headers are harmless where they are not known.
    static let idempotencyHeader = "Idempotency-Key"
    static let requestIDHeader = "X-Request-Id"
}
