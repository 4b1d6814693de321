/// One record's cells by what they mean: UTF-8 without white space at the ends, either in the
/// window or, where they had to be rewritten, in a scratch pad. Used again for each record.
struct RecordValues {
    enum Place: UInt8 {
        /// The record has no such cell.
        case absent
        /// JSON's null: there is a cell, and nothing in it.
        case null
        /// JSON's object or list where one value is wanted.
        case nested
        case window
        case scratch
    }

    struct Slot {
        var start = 0
        var end = 0
        var place = Place.absent
        /// A JSON number: no human's spelling.
        var isNumber = false
    }

    /// By `Column.rawValue`.
    private(set) var slots = [Slot](repeating: Slot(), count: Column.allCases.count)
    private(set) var scratch: [UInt8] = []
    /// The headers as written, by `Column.rawValue`.
    var names = [String](repeating: "", count: Column.allCases.count)
    var line = 0

    mutating func startRecord(line: Int) {
        self.line = line
        scratch.removeAll(keepingCapacity: true)
    }

    mutating func forgetAll() {
        for index in slots.indices { slots[index] = Slot() }
    }

    subscript(column: Column) -> Slot {
        get { slots[column.rawValue] }
        set { slots[column.rawValue] = newValue }
    }

    /// Takes a cell as it stands in the window.
    mutating func set(
        _ column: Column, window: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int,
        isNumber: Bool = false
    ) {
        let range = Self.trimmed(window, start, end)
        slots[column.rawValue] = Slot(
            start: range.lowerBound, end: range.upperBound, place: .window, isNumber: isNumber)
    }

    /// Takes a cell that `write` appends to the scratch pad.
    /// - Returns: what `write` returns; false leaves the cell absent.
    mutating func set(_ column: Column, writing write: (inout [UInt8]) -> Bool) -> Bool {
        let start = scratch.count
        guard write(&scratch) else {
            slots[column.rawValue] = Slot()
            return false
        }
        let range = scratch.withUnsafeBufferPointer { Self.trimmed($0, start, $0.count) }
        slots[column.rawValue] = Slot(
            start: range.lowerBound, end: range.upperBound, place: .scratch)
        return true
    }

    /// Without white space (no-break spaces too) at the ends, and without the `="…"` by which
    /// programs keep Excel from dropping leading zeros.
    static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Range<Int>
    {
        var (start, end) = (start, end)
        while start < end {
            if bytes[start] <= Byte.space {
                start += 1
            } else if bytes[start] == 0xC2, end - start >= 2, bytes[start + 1] == 0xA0 {
                start += 2
            } else {
                break
            }
        }
        while start < end {
            if bytes[end - 1] <= Byte.space {
                end -= 1
            } else if bytes[end - 1] == 0xA0, end - start >= 2, bytes[end - 2] == 0xC2 {
                end -= 2
            } else {
                break
            }
        }
        if end - start >= 3, bytes[start] == Byte.equals, bytes[start + 1] == Byte.quote,
            bytes[end - 1] == Byte.quote
        {
            return trimmed(bytes, start + 2, end - 1)
        }
        return start..<end
    }
}

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
