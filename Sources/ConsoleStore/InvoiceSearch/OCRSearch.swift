import Database
import Postgres
package import Reminders

extension ConsoleStore {
    /// Reminders read by one statement, in about 15 ms.
    private static let ocrStep: Int64 = 20_000

    /// Finds the invoice for which Amili gave this OCR number. A customer who calls reads it aloud
    /// from Amili's letter. No index has these numbers, so the creditor's reminders are read in
    /// steps, the newest runs first.
    /// - Parameters:
    ///   - ocr: Digits alone.
    ///   - pause: Awaited between the steps, with the time that the last one took.
    /// - Returns: The canonical invoice number; nil if no reminder has this OCR number.
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
