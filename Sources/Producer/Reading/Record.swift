/// The cells of one record. They can be read as long as the window does not move.
struct Record {
    let window: UnsafeBufferPointer<UInt8>
    let scratch: UnsafeBufferPointer<UInt8>
    let values: RecordValues

    var line: Int { values.line }

    /// Whether the record has such a cell, empty or not.
    func isPresent(_ column: Column) -> Bool { values[column].place != .absent }

    /// Whether the cell is absent or holds no text. A nested value is not empty.
    func isEmpty(_ column: Column) -> Bool {
        values[column].place != .nested && bytes(column).isEmpty
    }

    /// Whether the cell is JSON's null.
    func isNull(_ column: Column) -> Bool { values[column].place == .null }

    /// Returns the cell; empty if the record has no such cell, or no text in it.
    func bytes(_ column: Column) -> UnsafeBufferPointer<UInt8> {
        let slot = values[column]
        switch slot.place {
        case .absent, .null, .nested: return UnsafeBufferPointer(start: nil, count: 0)
        case .window: return UnsafeBufferPointer(rebasing: window[slot.start..<slot.end])
        case .scratch: return UnsafeBufferPointer(rebasing: scratch[slot.start..<slot.end])
        }
    }

    /// A digest (FNV-1a) of all cells with a meaning but the invoice number.
    var digest: UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for column in Column.allCases where column != .invoiceNumber {
            for byte in bytes(column) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            hash = (hash ^ 0xFF) &* 0x100_0000_01B3
        }
        return hash
    }

    /// Makes a refusal of this record.
    /// - Parameter column: the column to blame, if it is one.
    func refusal(
        _ column: Column?, _ code: Refusal.Code, _ reason: String, _ remedy: String
    ) -> Refusal {
        Refusal(
            line: line, column: column.map { values.names[$0.rawValue] }, code: code,
            reason: reason, remedy: remedy)
    }

    /// Returns the cell as a reason may show it, behind a space. Empty for all that tells about a
    /// person.
    ///
    /// In a line whose cells have shifted, an amount's cell may hold a name or an identity number.
    /// So a cell that does not look like an amount, a date or a number is not shown, either.
    func quoted(_ column: Column) -> String {
        let bytes = bytes(column)
        guard column.isQuotable, Self.isHarmless(bytes) else { return "" }
        return " " + Refusal.quoted(String(decoding: bytes, as: UTF8.self))
    }

    /// Whether the text has only digits, signs and the words that belong to amounts and dates, and
    /// fewer digits than identity numbers and phone numbers have.
    private static func isHarmless(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        let digits = text.prefix { $0 != "," && $0 != "." }.count { $0.isNumber }
        guard text.contains(where: \.isNumber), text.contains(":") || digits < 9
        else { return false }
        let words = text.split { !$0.isLetter }
        return words.allSatisfy { ["kr", "sek", "eur", "e", "t", "z"].contains($0.lowercased()) }
    }
}
