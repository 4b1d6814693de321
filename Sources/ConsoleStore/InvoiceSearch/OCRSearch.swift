import Database
import Postgres
package import Reminders

extension ConsoleStore {
    /// Reminders looked through in one statement: some 15 ms.
    private static let ocrStep: Int64 = 20_000

    /// The invoice for which Amili gave this OCR number: what a customer who calls reads aloud from
    /// Amili's letter. No index knows these numbers, so the creditor's reminders are looked through
    /// in steps, the newest runs first.
    /// - Parameters:
    ///   - ocr: digits alone.
    ///   - pause: awaited between the steps, with what the last one took.
    /// - Returns: the canonical invoice number; nil if no reminder has this OCR number.
    package func invoiceNumber(
        ofAmiliOCR ocr: String, of creditor: CreditorID,
        pause: @Sendable (Duration) async throws -> Void = { _ in }
    ) async throws -> String? {
        let runs = try await pool.perform { session in
            let rows = try session.run(BrowseStatement.runSizes, ["creditor": .id(creditor)])
            return (0..<rows.count).map { row -> (run: RunID, total: Int64) in
                (run: rows.id(row, "id"), total: rows.int(row, "total"))
            }
        }
        for (run, total) in runs {
            for first in stride(from: Int64(1), through: total, by: Int(Self.ocrStep)) {
                let began = ContinuousClock.now
                let last = min(first + Self.ocrStep - 1, total)
                let found = try await pool.perform { session in
                    let rows = try session.run(
                        BrowseStatement.ofAmiliOCR,
                        [
                            "creditor": .id(creditor), "run": .id(run), "first": .int(first),
                            "last": .int(last), "amili_ocr": .text(ocr),
                        ])
                    return rows.count == 0 ? nil : rows.string(0, "number")
                }
                if let found { return found }
                if last - first + 1 == Self.ocrStep { try await pause(.now - began) }
            }
        }
        return nil
    }
}
