/// The cells of one record by their meaning: UTF-8 without white space at the ends. They stand in
/// the window or, if they had to be rewritten, in a scratch buffer. Used again for each record.
struct RecordValues {
    /// Where the bytes of a cell stand, or why there are none.
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

    /// One cell, as a range of the window or of the scratch buffer.
    struct Slot {
        var start = 0
        var end = 0
        var place = Place.absent
        /// Whether the cell is a JSON number, which a program has spelled and not a human.
        var isNumber = false
    }

    /// The cells, by `Column.rawValue`.
    private(set) var slots = [Slot](repeating: Slot(), count: Column.allCases.count)
    private(set) var scratch: [UInt8] = []
    /// The headers or keys as the file writes them, by `Column.rawValue`.
    var names = [String](repeating: "", count: Column.allCases.count)
    /// The physical line where the record starts, counted from 1.
    var line = 0

    /// Begins a record. The cells of the last one stay until they are set anew.
    mutating func startRecord(line: Int) {
        self.line = line
        scratch.removeAll(keepingCapacity: true)
    }

    /// Makes all cells absent.
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

    /// Takes a cell that `write` appends to the scratch buffer.
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

    /// Returns the range without white space (no-break spaces too) at the ends, and without the
    /// `="…"` by which programs keep Excel from dropping leading zeros.
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
