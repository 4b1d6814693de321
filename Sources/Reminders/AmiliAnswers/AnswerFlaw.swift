/// The reason why an answer of Amili's cannot be used, for those who have to repair it. It holds
/// kinds and places but no values, because values may be personal data.
package struct AnswerFlaw: Sendable, Hashable {
    /// The database stores the raw values.
    package enum Cause: String, CaseIterable, Sendable {
        /// A field is missing, or has another shape than the contract says.
        case unreadableField = "unreadable_field"
        /// The body is not JSON.
        case notJSON = "not_json"
        /// Its headers say that a cache answered.
        case cached
        /// Its `Date` is earlier than the question by more than clocks can differ.
        case oldDate = "old_date"
        case redirected
        /// The contract has no such status here, or the error does not have Amili's shape.
        case unexpectedStatus = "unexpected_status"
        /// The connection ended before the answer was complete, or its body could not be decoded.
        case incomplete
        /// Amili repeatedly refused a token that it had just given.
        case tokenRefused = "token_refused"
        /// Amili refuses our signature, and its clock differs from ours by more than we may
        /// correct.
        case clocksApart = "clocks_apart"
        /// It names a case that another letter got.
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

    /// The call that was answered.
    package enum Call: String, CaseIterable, Sendable {
        case token, cases, registrations, registration, creditor
    }

    /// The shape that the contract has for the field.
    package enum Wanted: String, CaseIterable, Sendable {
        case date, id, text, list, object, count
        case invoiceNumber = "invoice_number"
        case oneID = "one_id"
    }

    package var cause: Cause
    package var call: Call
    /// The HTTP status, if there was one.
    package var status: Int?
    /// A path such as `_items[3]._created`, or the name of a header.
    package var field: String?
    package var wanted: Wanted?
    package var found: FoundKind?
    /// The target of a redirect, or the header that shows a cache. Without query and ids.
    package var place: String?
    /// The age of an answer that is too old, or the difference of the clocks.
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
