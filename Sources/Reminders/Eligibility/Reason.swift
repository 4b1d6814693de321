/// The reason for a reminder's state. The raw value is the code that users, lists and exit reports
/// see. The database stores `storageID`, and its table `reason` has the same texts as `swedish` and
/// `english`.
package enum Reason: String, CaseIterable, Sendable {
    // Skipped, because of the invoice itself.
    case notDue = "NOT_DUE"
    case gracePeriod = "GRACE_PERIOD"
    case paid = "PAID"
    case credited = "CREDITED"
    case isCreditNote = "IS_CREDIT_NOTE"
    case disputed = "DISPUTED"
    case paused = "PAUSED"
    case instalmentPlan = "INSTALMENT_PLAN"
    case respite = "RESPITE"
    case soldToFactoring = "SOLD_TO_FACTORING"
    case netBalanceNotPositive = "NET_BALANCE_NOT_POSITIVE"
    case currencyNotSEK = "CURRENCY_NOT_SEK"
    case amountNotPositive = "AMOUNT_NOT_POSITIVE"
    case addressIncomplete = "ADDRESS_INCOMPLETE"
    case nameMissing = "NAME_MISSING"
    case timeBarred = "TIME_BARRED"
    case tooOld = "TOO_OLD"
    case bankrupt = "BANKRUPT"
    case deceased = "DECEASED"
    case cashNote = "CASH_NOTE"
    case draft = "DRAFT"
    case atAgency = "AT_AGENCY"
    case minor = "MINOR"
    case onlyFeeRemains = "ONLY_FEE_REMAINS"
    case erased = "ERASED"
    // Skipped, because of something else that is known.
    case alreadyLive = "ALREADY_LIVE"
    case alreadyAtAmili = "ALREADY_AT_AMILI"
    case closedAtAmili = "CLOSED_AT_AMILI"
    case duplicateInBatch = "DUPLICATE_IN_BATCH"
    case spelledTwice = "SPELLED_TWICE"
    case creditorNotActive = "CREDITOR_NOT_ACTIVE"
    case manualRoute = "MANUAL_ROUTE"
    case invoiceMissing = "INVOICE_MISSING"
    // Rejected: Amili refused.
    case amiliValidation = "AMILI_VALIDATION"
    // Failed: we gave up; or cancelled by a human.
    case attemptsExhausted = "ATTEMPTS_EXHAUSTED"
    case cancelledByUser = "CANCELLED_BY_USER"
    // Accepted: a human vouched for it, and Amili's number of the case is not known.
    case confirmedByHand = "CONFIRMED_BY_HAND"
    // Accepted: the case is from a time that the database has forgotten, and is taken for ours.
    case foundAfterSetBack = "FOUND_AFTER_SET_BACK"
    // Accepted: Amili called a letter a duplicate, and its case is no older than the letter, so it
    // is taken for ours.
    case foundAfterConflict = "FOUND_AFTER_CONFLICT"
    // Manual: a human printed or mailed it.
    case manualDone = "MANUAL_DONE"
}

extension Reason {
    /// Whether the same reminder may go later, because a bookkeeper can resolve the reason or it
    /// passes by itself. An invoice that is paid, sold or time-barred stays so.
    package var isMendable: Bool {
        switch self {
        case .notDue, .gracePeriod, .disputed, .paused, .instalmentPlan, .respite,
            .netBalanceNotPositive, .addressIncomplete, .nameMissing, .draft, .alreadyLive,
            .closedAtAmili, .creditorNotActive, .manualRoute, .invoiceMissing, .amiliValidation,
            .attemptsExhausted, .cancelledByUser:
            true
        case .paid, .credited, .isCreditNote, .soldToFactoring, .currencyNotSEK,
            .amountNotPositive, .timeBarred, .tooOld, .bankrupt, .deceased, .cashNote, .atAgency,
            .minor, .onlyFeeRemains, .erased, .alreadyAtAmili, .duplicateInBatch, .spelledTwice,
            .confirmedByHand, .foundAfterSetBack, .foundAfterConflict, .manualDone:
            false
        }
    }
}
