import Reminders

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
