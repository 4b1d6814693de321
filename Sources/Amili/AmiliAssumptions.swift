import Reminders

/// Assumptions about Amili's Swedish API. No public page states them, and we have no account to try
/// them with. If Amili turns out to differ, this is the only place to change. Public facts (paths,
/// the fields of a registration, `_items`, `_meta`) stand where they are used.
enum AmiliAssumptions {
    /// ASSUMPTION: the answer to the token call is an object that holds the token under this name.
    static let tokenKey = "token"

    /// ASSUMPTION: where that name is missing, the token has the name that OAuth 2.0 gives it.
    static let otherTokenKey = "access_token"

    /// ASSUMPTION: the same object may say when the token ends, as an RFC 1123 date.
    static let tokenExpiryKey = "expires_at"

    /// ASSUMPTION: a token lives this long if the answer names no end that we can read.
    static let defaultTokenLifetime: Duration = .seconds(600)

    /// ASSUMPTION: a token lives at least this long, whatever the answer claims. This keeps a wrong
    /// clock at Amili from making us fetch a token before every call.
    static let shortestTokenLifetime: Duration = .seconds(30)

    /// ASSUMPTION: a 4xx of the token call means that our credential, our clock or our address is
    /// wrong. These two statuses are exceptions: they are temporary. (429 is handled separately.)
    static let passingTokenStatuses: Set<Int> = [408, 425]

    /// ASSUMPTION: a case names its creditor under `creditorKey`, and its invoice number within the
    /// object `caseDebtKey`. A registration names its invoice numbers within the list
    /// `registrationDebtsKey`. `where` takes the same names, joined by points.
    static let creditorKey = "creditor"
    static let caseDebtKey = "debt"
    static let registrationDebtsKey = "debts"
    static let invoiceNumberKey = "invoice_number"

    /// ASSUMPTION: `where` takes MongoDB's `$in`, because Eve hands `where` on to MongoDB. If Amili
    /// refuses it, we ask for one number per call, and try `$in` again after
    /// `AmiliBounds.listFilterPause`.
    static let listOperator = "$in"
    /// ASSUMPTION: these statuses mean that Amili refused the filter, and not the question.
    static let refusedFilterStatuses: Set<Int> = [400, 422]

    /// ASSUMPTION: lists can be sorted by `_id`. It never changes, so no item moves from page to
    /// page while we read.
    static let sortField = "_id"

    /// ASSUMPTION: every item says under this name, as an RFC 1123 date, when it last changed. A
    /// change of a case's state or status counts as one. Lists can be sorted by it, latest first,
    /// and equals by id: MongoDB keeps no order among equals from one page to the next.
    static let updatedKey = "_updated"
    static let lastChangedFirst = "-_updated,-_id"
    // ASSUMPTION: the clocks behind `Date` and `_updated` differ by less than two minutes, and a
    // change shows in lists within that time. Polls overlap by two minutes (the statement
    // `takePollTurn`). Later changes are found by the nightly reading of all cases.

    // ASSUMPTION: the words that a case may have for its state and status. Only `initializing`,
    // `invoice`, `debt_collection`, `initialized`, `active` and `debt_collection_active` are
    // public. The others, and the meaning of each, are in `AmiliWord`.

    /// ASSUMPTION: as in Eve, a `PATCH` names in `If-Match` the version that was read, which is its
    /// `_etag`.
    static let versionKey = "_etag"
    static let versionHeader = "If-Match"

    /// ASSUMPTION: a plusgiro's number has this name, in the object where public text shows a
    /// bankgiro's (`AmiliCreditor.payout`). We hand in no other kind of account.
    static let plusgiroKey = "plusgiro"

    /// ASSUMPTION: a creditor whose document does not say that it is active is not active.
    static let isActiveUnlessSaid = false

    /// ASSUMPTION: these statuses refuse a creditor's details for good: our data are wrong, not the
    /// moment. Only the 422 is public, which names the faults in `_issues`.
    static let refusingStatuses: Set<Int> = [400, 413, 422]
    /// ASSUMPTION: these statuses answer a change that only the partner may make. It is public that
    /// `PATCH /creditors/{id}` belongs to the Partner API.
    static let notOursStatuses: Set<Int> = [403, 405]
    /// ASSUMPTION: these statuses mean that somebody else changed the creditor meanwhile, or that
    /// our change named no version.
    static let changedMeanwhileStatuses: Set<Int> = [409, 412, 428]

    /// ASSUMPTION: an error of Amili's own code, and not of a gateway before it, is an object whose
    /// `_status` is this word. `_issues` and `_error.message` then give the reasons.
    static let errorStatus = "ERR"
    static let statusKey = "_status"
    static let issuesKey = "_issues"
    static let errorKey = "_error"
    static let messageKey = "message"

    /// ASSUMPTION: a registration answered with one of these statuses, in Amili's error shape, was
    /// not made, and never will be.
    static let rejectingStatuses: Set<Int> = [400, 412, 413, 422]

    /// ASSUMPTION: a registration of one debt answers with exactly this many `_cases`.
    static let casesPerRegistration = 1

    /// ASSUMPTION: `_cases[n]` and `_ocr_numbers_ocr[n]` belong to `debts[n]`.
    static func index(ofDebt debt: Int) -> Int { debt }

    /// ASSUMPTION: a case is closed if `closed` holds anything but null or false, or if its
    /// `status` or `state` begins with this word. Only the existence of the field is public.
    static let closedPrefix = "closed"
    static let closedKey = "closed"

    /// ASSUMPTION: Amili refuses an unknown field, as Eve does by default. Therefore a registration
    /// carries no reference of ours unless the settings say so.
    static let sendsDebtReference = false

    /// ASSUMPTION: a debt must have a description, even if the invoice has none. This is the
    /// substitute.
    static func standardDescription(of number: InvoiceNumber) -> String {
        "Faktura \(number.written)"
    }

    /// ASSUMPTION: the `exp` of our signed request may lie this far ahead of us. "About ten
    /// minutes" is public, the exact bound is not.
    static let requestLifetimeSeconds: Int64 = 600

    /// ASSUMPTION: Amili ignores these headers if it does not know them, and `traceparent`
    /// (`TraceParent`) likewise.
    static let idempotencyHeader = "Idempotency-Key"
    static let requestIDHeader = "X-Request-Id"
}
