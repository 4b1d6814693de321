import Reminders

/// Paths, names and bounds that docs.amili.se states.
enum AmiliContract {
    static let tokenPath = "/authenticates/api-code"
    static let casesPath = "/cases"
    static let registrationsPath = "/case--registrations"
    /// The header of the signed request in a token call, and of the access token in every other.
    static let tokenHeader = "X-API-Key"
    /// The field of a registration that lists the ids of its cases.
    static let casesField = "_cases"
    /// Headers of every GET: a cache on the way must ask Amili first (RFC 9111 §5.2.1.4, §5.4).
    static let uncachedHeaders = ["Cache-Control: no-cache", "Pragma: no-cache"]
    static let firstAction = "reminder"
    /// Items of one page of a list: Amili's own upper bound.
    static let itemsPerPage = 100
}
