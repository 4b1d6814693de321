import ConsoleStore
import OperatorStore
import Reminders
import Stores

extension Opening {
    /// Opens the stores for the manual reminder of one invoice, and translates the problems with
    /// it.
    /// - Parameters:
    ///   - invoice: the number as it was typed.
    ///   - handle: the creditor's.
    ///   - body: gets the number's canonical key.
    /// - Throws: `Failure`: (64) if the text is no invoice number, (78) if there is no such
    ///   creditor, and for `ManualProblem` and `LetterObstacle` as below.
    static func manual(
        _ invoice: String, of handle: String,
        _ body: (Stores, CreditorRow, _ key: String) async throws -> Void
    ) async throws {
        let number = try InvoiceArgument.read(invoice)
        try await stores { stores in
            let row = try await creditor(handle, in: stores)
            do {
                try await body(stores, row, number.key)
            } catch let problem as ManualProblem {
                throw Failure(problem, invoice: invoice)
            } catch let obstacle as LetterObstacle {
                throw Failure(obstacle, invoice: invoice, creditor: handle)
            }
        }
    }
}
