/// Why an answer of Amili's is none that anything may be concluded from, for whoever has to mend
/// it. It tells kinds and places, never a value: values may be personal.
package struct AnswerFlaw: Sendable, Hashable {
    /// The raw values are what the database keeps.
    package enum Cause: String, CaseIterable, Sendable {
        /// A field is missing, or not what the contract says.
        case unreadableField = "unreadable_field"
        /// The body is not JSON at all.
        case notJSON = "not_json"
        /// It says itself that a cache answered.
        case cached
        /// Its `Date` lies before the question, by more than the clocks explain.
        case oldDate = "old_date"
        case redirected
        /// A status that the contract does not have here, or an error not in Amili's shape.
        case unexpectedStatus = "unexpected_status"
        /// The connection ended before a whole answer had come, or it could not be decoded.
        case incomplete
        /// Amili refused, again and again, a token that it had just given.
        case tokenRefused = "token_refused"
        /// Amili refuses our signature, and its clock is further from ours than may be bridged.
        case clocksApart = "clocks_apart"
        /// The same case as another letter's.
        case caseOfAnother = "case_of_another"
        case canaryMissing = "canary_missing"
        case pageMissing = "page_missing"
        case listMoved = "list_moved"
        case tooManyPages = "too_many_pages"
        case accountTooLarge = "account_too_large"
        case foreignItem = "foreign_item"
        case registrationWithoutCase = "registration_without_case"
        case filterRefused = "filter_refused"
        case unsorted
        case changedMeanwhile = "changed_meanwhile"
    }

    /// Which call it was the answer to.
    package enum Call: String, CaseIterable, Sendable {
        case token, cases, registrations, registration, creditor
    }

    /// What the contract has where something else stands.
    package enum Wanted: String, CaseIterable, Sendable {
        case date, id, text, list, object, count
        case invoiceNumber = "invoice_number"
        case oneID = "one_id"
    }

    package var cause: Cause
    package var call: Call
    package var status: Int?
    /// `_items[3]._created`, or a header's name.
    package var field: String?
    package var wanted: Wanted?
    package var found: FoundKind?
    /// Where a redirect leads, or the header that tells of a cache. No query, no ids.
    package var place: String?
    /// By how much an answer is too old, or the clocks differ.
    package var seconds: Int?

    package init(
        _ cause: Cause, _ call: Call, status: Int? = nil, field: String? = nil,
        wanted: Wanted? = nil, found: FoundKind? = nil, place: String? = nil, seconds: Int? = nil
    ) {
        self.cause = cause
        self.call = call
        self.status = status
        self.field = field
        self.wanted = wanted
        self.found = found
        self.place = place
        self.seconds = seconds
    }
}
