import Foundation
import Reminders

/// The fields that items of both lists have.
protocol ListItem: Decodable, Sendable {
    /// - Returns: nil if it is not as plain as usual, and to be decoded.
    init?(plain scanner: inout JSONScanner)
    static var path: String { get }
    static var call: AnswerFlaw.Call { get }
    /// The name of an item's invoice number in `where`.
    static var invoiceField: String { get }
    var id: String { get }
    var creditor: String { get }
    /// As Amili has them; a case has one, a registration one for each debt.
    var invoiceNumbers: [String] { get }
    /// Seconds since 1970 by Amili's clock.
    var created: Int64 { get }
}
