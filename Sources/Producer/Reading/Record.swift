/// The cells of one record, readable while the window stands still.
struct Record {
    let window: UnsafeBufferPointer<UInt8>
    let scratch: UnsafeBufferPointer<UInt8>
    let values: RecordValues

    var line: Int { values.line }

    func isPresent(_ column: Column) -> Bool { values[column].place != .absent }

    func isEmpty(_ column: Column) -> Bool {
        values[column].place != .nested && bytes(column).isEmpty
    }

    func isNull(_ column: Column) -> Bool { values[column].place == .null }

    /// Empty if the record has no such cell.
    func bytes(_ column: Column) -> UnsafeBufferPointer<UInt8> {
        let slot = values[column]
        switch slot.place {
        case .absent, .null, .nested: return UnsafeBufferPointer(start: nil, count: 0)
        case .window: return UnsafeBufferPointer(rebasing: window[slot.start..<slot.end])
        case .scratch: return UnsafeBufferPointer(rebasing: scratch[slot.start..<slot.end])
        }
    }

    /// A digest of all that the record says beside the invoice's number.
    var digest: UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for column in Column.allCases where column != .invoiceNumber {
            for byte in bytes(column) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            hash = (hash ^ 0xFF) &* 0x100_0000_01B3
        }
        return hash
    }

    func refusal(
        _ column: Column?, _ code: Refusal.Code, _ reason: String, _ remedy: String
    ) -> Refusal {
        Refusal(
            line: line, column: column.map { values.names[$0.rawValue] }, code: code,
            reason: reason, remedy: remedy)
    }

    /// The cell as a reason may show it, with a space before; empty for what tells of a person. In
    /// a line whose cells have shifted an amount's cell may hold a name or an identity number: what
    /// does not look like an amount, a date or a number is not shown either.
    func quoted(_ column: Column) -> String {
        let bytes = bytes(column)
        guard column.isQuotable, Self.isHarmless(bytes) else { return "" }
        return " " + Refusal.quoted(String(decoding: bytes, as: UTF8.self))
    }

    /// Digits, signs and the words that belong to amounts and dates, and not the count of digits
    /// that identity numbers and phone numbers have.
    private static func isHarmless(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        let digits = text.prefix { $0 != "," && $0 != "." }.count { $0.isNumber }
        guard text.contains(where: \.isNumber), text.contains(":") || digits < 9
        else { return false }
        let words = text.split { !$0.isLetter }
        return words.allSatisfy { ["kr", "sek", "eur", "e", "t", "z"].contains($0.lowercased()) }
    }
}
