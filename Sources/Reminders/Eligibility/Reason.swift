/// Why a reminder became what it is. The raw value is the code that users, lists and exit reports
/// see; `storageID` is what the database keeps; the table `reason` holds the same texts.
package enum Reason: String, CaseIterable, Sendable {
    // May not be reminded of (skipped), decided from the invoice itself.
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
    // May not be reminded of (skipped), decided from what else is known.
    case alreadyLive = "ALREADY_LIVE"
    case alreadyAtAmili = "ALREADY_AT_AMILI"
    case closedAtAmili = "CLOSED_AT_AMILI"
    case duplicateInBatch = "DUPLICATE_IN_BATCH"
    case spelledTwice = "SPELLED_TWICE"
    case creditorNotActive = "CREDITOR_NOT_ACTIVE"
    case manualRoute = "MANUAL_ROUTE"
    case invoiceMissing = "INVOICE_MISSING"
    // Amili said no (rejected).
    case amiliValidation = "AMILI_VALIDATION"
    // We gave up (failed) or a human did (cancelled).
    case attemptsExhausted = "ATTEMPTS_EXHAUSTED"
    case cancelledByUser = "CANCELLED_BY_USER"
    // A human vouched for it (accepted, without Amili's number of the case).
    case confirmedByHand = "CONFIRMED_BY_HAND"
    // A case from a time that the database has forgotten, taken for ours (accepted).
    case foundAfterSetBack = "FOUND_AFTER_SET_BACK"
    // Amili called a letter a duplicate, and its case is as young as the letter: taken for ours
    // (accepted).
    case foundAfterConflict = "FOUND_AFTER_CONFLICT"
    // A human printed or mailed it (manual).
    case manualDone = "MANUAL_DONE"
}

extension Reason {
    /// Can a bookkeeper put it right, or does it pass by itself, so that the same reminder may go
    /// then? What is paid, sold or past its time stays so.
    package var isMendable: Bool {
        switch self {
        case .notDue, .gracePeriod, .disputed, .paused, .instalmentPlan, .respite,
            .netBalanceNotPositive, .addressIncomplete, .nameMissing, .draft, .alreadyLive,
            .closedAtAmili, .creditorNotActive, .manualRoute, .invoiceMissing, .amiliValidation,
            .attemptsExhausted, .cancelledByUser:
            true
        case .paid, .credited, .isCreditNote, .soldToFactoring, .currencyNotSEK,
            .amountNotPositive, .timeBarred, .tooOld, .bankrupt, .deceased, .cashNote, .atAgency,
            .minor, .onlyFeeRemains, .alreadyAtAmili, .duplicateInBatch, .spelledTwice,
            .confirmedByHand, .foundAfterSetBack, .foundAfterConflict, .manualDone:
            false
        }
    }
}
