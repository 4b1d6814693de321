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

/// The fields of a creditor at Amili (docs.amili.se, "Creditor", and the example "Creditor user"),
/// and the field that each objection is about.
enum AmiliCreditor {
    /// `GET` reads one; `PATCH` changes it, and belongs to the Partner API.
    static let path = "/creditors"
    /// Set by whoever may. True makes the next four mandatory.
    static let isActive = "is_active"
    /// An object by currency, then by kind of account; the number is a text of digits.
    static let payout = "payout_details"
    static let currency = "sek"
    static let bankgiro = "bankgiro"
    static let sender = "sender_address"
    static let invoicing = "invoice_address"
    static let description = "standard_debt_description"
    /// This and the next three are the fields of an address.
    static let line = "address_line_1"
    static let zipCode = "zip_code"
    static let city = "city"
    static let country = "country"
    /// A creditor has one of the two.
    static let organisationNumbers: Set<String> = [
        "organization_no", "non_swedish_organization_no",
    ]

    /// The field that an objection is about.
    /// - Parameter path: names of fields, the outermost first.
    static func field(_ path: [String]) -> ActivationField {
        let part = path.dropFirst().first
        switch path.first {
        case payout?: return .payout
        case sender?:
            return switch part {
            case line: .senderLine
            case zipCode: .senderZip
            case city: .senderCity
            case country: .senderCountry
            default: .sender
            }
        case invoicing?:
            return switch part {
            case line: .invoiceLine
            case zipCode: .invoiceZip
            case city: .invoiceCity
            case country: .invoiceCountry
            default: .invoicing
            }
        case description?: return .debtDescription
        case isActive?: return .isActive
        case let name? where organisationNumbers.contains(name): return .organisationNumber
        default: return .other
        }
    }
}

/// Paths and bounds that docs.amili.se states.
enum AmiliContract {
    static let tokenPath = "/authenticates/api-code"
    static let casesPath = "/cases"
    static let registrationsPath = "/case--registrations"
    static let tokenHeader = "X-API-Key"
    static let casesField = "_cases"
    /// On every GET: a cache on the way must ask Amili first (RFC 9111 §5.2.1.4, §5.4).
    static let uncachedHeaders = ["Cache-Control: no-cache", "Pragma: no-cache"]
    static let firstAction = "reminder"
    /// Items a page; Amili's own upper bound.
    static let itemsPerPage = 100
}

/// Bounds of our own.
enum AmiliBounds {
    /// Pages of one list; 5,000 items. A longer list is not an answer.
    static let pages = 50
    /// Seconds by which items that were made one after another may stand in another order, and by
    /// which a survey reads back further than the doubt.
    static let surveySlack: Int64 = 60
    /// Bytes of one URL: 8 KiB is the usual bound of servers and gateways for a whole header line.
    static let urlBytes = 7_500
    /// Calls at a time of a question that has to be asked number by number.
    static let singleWidth = 8
    /// Bytes of the answer to a registration or a token call.
    static let answerBytes = 262_144
    /// Seconds that Amili's clock and ours may differ without any suspicion, in a refused token
    /// call.
    static let clockTolerance: Int64 = 120
    /// Seconds that Amili's clock may differ from ours for our signature to follow it: what we sign
    /// must not be good for years because somebody answered with a wrong date.
    static let longestSkew: Int64 = 600
    /// Seconds by which an answer's `Date` may lie before the question: its fractions are cut off,
    /// and the clocks of Amili's servers may differ a little.
    static let oldestDate: Int64 = 5
    /// A token that is refused within this time after it was given is not known everywhere yet.
    static let tokenYouth: Duration = .seconds(4)
    /// How long a young token that was refused rests before it is tried again; then another one
    /// takes its place, once.
    static let tokenRests: [Duration] = [.seconds(1), .seconds(2), .seconds(4)]
    /// Refusals of its tokens that one call puts up with: an old one's, and two young ones'.
    static let mostTokenRefusals = 1 + 2 * (1 + tokenRests.count)
    /// How long a connection rests after an answer: what comes meanwhile was not asked for. A
    /// letter need not wait for it: a look-up tells then whose the answer was.
    static let connectionRest: Duration = .milliseconds(100)
    /// Bytes of a page of 100 items, histories and all: 80 KiB for each. A worker reads a page for
    /// each of its parts at once, so that this bounds its memory.
    static let pageBytes = 8_388_608
    /// Bytes of an unreadable answer that is looked into for what is wrong with it.
    static let inspectedBytes = 1_048_576
    /// Characters of a word that Amili has for a case's state or status.
    static let wordLength = 64
    /// Characters of `CallTrace.message`.
    static let messageLength = 300
    /// Bytes of the key file.
    static let keyFileBytes = 65_536
    /// A token is renewed this long before it ends, or a fifth of its life before if that is less.
    static let renewalMargin: Duration = .seconds(30)
    /// After one token call, no other within this time, whatever came of the first.
    static let renewalPause: Duration = .seconds(1)
}
