import Reminders

/// An item of a list, of cases or of registrations: the fields that both have.
protocol ListItem: Decodable, Sendable {
    /// Reads the item from plain JSON.
    /// - Returns: nil if the item is not plain, and has to be read by `Decodable`.
    init?(plain scanner: inout JSONScanner)
    /// The path of the list.
    static var path: String { get }
    /// The list's name in `AnswerFlaw`.
    static var call: AnswerFlaw.Call { get }
    /// The name that `where` has for an item's invoice number.
    static var invoiceField: String { get }
    var id: String { get }
    /// The creditor's id at Amili.
    var creditor: String { get }
    /// As Amili writes them: one for a case, one for each debt of a registration.
    var invoiceNumbers: [String] { get }
    /// Seconds since 1970 by Amili's clock.
    var created: Int64 { get }
}
