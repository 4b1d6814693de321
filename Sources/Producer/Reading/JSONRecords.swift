/// Reads the lines of an NDJSON file: one object a line, with the keys of eAccounting's API or our
/// own. Objects may differ in what they hold.
struct JSONRecords {
    /// The most bytes of a line. An object with all its invoice rows is larger than a line of CSV.
    static let longestLine = 1024 * 1024
    /// The number of keys whose meaning is remembered. If a file has more, keys are looked up
    /// again.
    private static let mostKeys = 1024

    private(set) var heading: HeaderReading
    private var scanner = JSONObjectScanner()
    private var values = RecordValues()
    /// Meanings by key, as far as they are remembered.
    private var meanings: [String: Meaning] = [:]
    /// The keys of the object before, by position: most files repeat them.
    private var lastKeys: [KnownKey] = []

    /// The columns of this object that have their value from a preferred key; at most two.
    private var preferred: Set<Column> = []
    private let rules: ReadingRules

    /// The meaning of a key.
    private struct Meaning {
        let alias: Column.Alias?
        /// Set if the key is not known, is not ignored by wish, and sounds as if it mattered.
        let suspicion: UnknownColumn?
        let isIgnored: Bool
    }

    /// A key as it is written, with its meaning.
    private struct KnownKey {
        let raw: [UInt8]
        let name: String
        let meaning: Meaning
    }

    /// Reads the first object's keys, and consumes nothing.
    /// - Throws: what the source throws. A first line that is no object is refused by `next`.
    init(
        in window: inout ByteWindow, encoding: HeaderReading.Encoding, rules: ReadingRules
    ) throws {
        self.rules = rules
        let line = window.line
        heading = HeaderReading(
            format: .ndjson, delimiter: nil, encoding: encoding, line: line, columns: [])
        guard let range = try lineRange(in: &window) else { return }
        let keys: [String] = window.bytes.withUnsafeBufferPointer { bytes in
            guard scanner.scan(bytes, in: range) else { return [] }
            return scanner.members.map { key(of: $0, in: bytes) }
        }
        let columns = keys.map { key in
            HeaderReading.ColumnReading(
                written: key, column: rules.ignores(key) ? nil : Column.named(key)?.column)
        }
        heading = HeaderReading(
            format: .ndjson, delimiter: nil, encoding: encoding, line: line, columns: columns)
    }

    /// Fetches the next line whole.
    /// - Returns: its range without the line end; nil if it is too long.
    private func lineRange(in window: inout ByteWindow) throws -> Range<Int>? {
        while true {
            let unread = window.unread
            let end = unread.firstIndex { $0 == Byte.lineFeed || $0 == Byte.carriageReturn }
            if let end { return end - window.start <= Self.longestLine ? window.start..<end : nil }
            if unread.count > Self.longestLine { return nil }
            if window.atEnd { return window.start..<unread.endIndex }
            try window.fill()
        }
    }

    /// Returns the next line that is not blank; nil at the end of the file.
    mutating func next(
        in window: inout ByteWindow, assembler: inout InvoiceAssembler
    ) throws -> Line? {
        guard try window.skipBlankLines() != nil else { return nil }
        let number = window.line
        let range = try lineRange(in: &window)
        let line: Line
        if let range {
            line = window.bytes.withUnsafeBufferPointer {
                self.line(number, in: $0, range, &assembler)
            }
        } else {
            line = .refused(
                Refusal(
                    line: number, column: nil, code: .recordTooLong,
                    reason: "The line is longer than 1 MiB.",
                    remedy: "Write one invoice a line, without its rows."))
        }
        try window.skipLine()
        return line
    }

    /// Makes an invoice or a refusal of one line.
    private mutating func line(
        _ number: Int, in bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>,
        _ assembler: inout InvoiceAssembler
    ) -> Line {
        let text = UnsafeBufferPointer(rebasing: bytes[range])
        guard isUTF8(text) else {
            return .refused(
                Refusal(
                    line: number, column: nil, code: .badEncoding, reason: "The line is not UTF-8.",
                    remedy: "Write the file as UTF-8, as JSON must be."))
        }
        values.startRecord(line: number)
        values.forgetAll()
        preferred.removeAll(keepingCapacity: true)
        guard scanner.scan(bytes, in: range) else { return .refused(malformed(number)) }
        for position in scanner.members.indices {
            let member = scanner.members[position]
            let known = knownKey(of: member, at: position, in: bytes)
            guard let alias = known.meaning.alias else {
                if says(member, known, in: bytes) {
                    return .refused(UnknownColumn.refusal(number, known.name))
                }
                continue
            }
            let repeats = values[alias.column].place != .absent
            guard !repeats else {
                switch settle(alias, known.name, member, in: bytes) {
                case .taken, .passedOver: continue
                case .broken: return .refused(malformed(number))
                case .conflict:
                    let other = values.names[alias.column.rawValue]
                    return .refused(conflict(number, alias.column, other, known.name))
                }
            }
            guard set(alias.column, to: member, in: bytes) else {
                return .refused(malformed(number))
            }
            values.names[alias.column.rawValue] = known.name
            if alias.isPreferred { preferred.insert(alias.column) }
        }
        return values.scratch.withUnsafeBufferPointer { scratch in
            assembler.line(of: Record(window: bytes, scratch: scratch, values: values))
        }
    }

    /// The result of a second key with the same meaning.
    private enum Settlement { case taken, passedOver, broken, conflict }

    /// Whether a key of unknown meaning holds a value that may say that nothing is left to claim.
    /// Null, false and empty values say nothing. Nor does zero, except as an amount left.
    private func says(
        _ member: JSONObjectScanner.Member, _ known: KnownKey,
        in bytes: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        let value = UnsafeBufferPointer(rebasing: bytes[member.value])
        guard let suspicion = known.meaning.suspicion else {
            if known.meaning.isIgnored { return false }
            if rules.totalIsRemaining, member.kind == .number || member.kind == .string,
                AmountReading.hasDecimals(value), !UnknownColumn.isHarmlessAmount(known.name)
            {
                return true
            }
            return member.kind == .string && UnknownColumn.telling(value)
        }
        switch member.kind {
        case .null, .no: return false
        case .nested: return value.contains { $0 > Byte.space && !"{}[]".utf8.contains($0) }
        case .number: return suspicion == .amountLeft || value.contains { (0x31...0x39) ~= $0 }
        case .string: return !value.isEmpty
        case .yes: return true
        }
    }

    /// Decides between two keys of one object that mean the same: the preferred one wins, else they
    /// must not differ.
    private mutating func settle(
        _ alias: Column.Alias, _ name: String, _ member: JSONObjectScanner.Member,
        in bytes: UnsafeBufferPointer<UInt8>
    ) -> Settlement {
        let wasPreferred = preferred.contains(alias.column)
        if wasPreferred && !alias.isPreferred { return .passedOver }
        if alias.isPreferred && !wasPreferred {
            guard set(alias.column, to: member, in: bytes) else { return .broken }
            preferred.insert(alias.column)
        } else {
            let before = copy(of: alias.column, bytes)
            guard set(alias.column, to: member, in: bytes) else { return .broken }
            if copy(of: alias.column, bytes) != before { return .conflict }
        }
        values.names[alias.column.rawValue] = name
        return .taken
    }

    /// Takes a member's value for a column.
    /// - Returns: false if an escape in it is invalid.
    private mutating func set(
        _ column: Column, to member: JSONObjectScanner.Member,
        in bytes: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        switch member.kind {
        case .nested:
            // Texts may be objects, which then say nothing. Any other column must have one value.
            let isText: Set<Column> = [
                .name, .customer, .addressLine, .addressLine2, .city, .email,
            ]
            if !isText.contains(column) { values[column] = RecordValues.Slot(place: .nested) }
            return true
        case .null:
            values[column] = RecordValues.Slot(place: .null)
            return true
        case .string where member.valueHasEscapes:
            return values.set(column) {
                JSONObjectScanner.unescape(bytes, member.value, to: &$0)
            }
        case .string, .number, .yes, .no:
            values.set(
                column, window: bytes, from: member.value.lowerBound,
                to: member.value.upperBound, isNumber: member.kind == .number)
            return true
        }
    }

    /// Returns the column's bytes, which later changes do not touch.
    private func copy(of column: Column, _ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        values.scratch.withUnsafeBufferPointer { scratch in
            Array(Record(window: bytes, scratch: scratch, values: values).bytes(column))
        }
    }

    /// Returns the member's key with its escapes resolved; as it is written if one is invalid.
    private func key(
        of member: JSONObjectScanner.Member, in bytes: UnsafeBufferPointer<UInt8>
    ) -> String {
        var key: [UInt8] = []
        guard member.keyHasEscapes,
            JSONObjectScanner.unescape(bytes, member.key, to: &key)
        else { return String(decoding: bytes[member.key], as: UTF8.self) }
        return String(decoding: key, as: UTF8.self)
    }

    /// Returns a key's meaning: from the object before if that has the same key in the same place,
    /// else remembered, else looked up.
    private mutating func knownKey(
        of member: JSONObjectScanner.Member, at position: Int,
        in bytes: UnsafeBufferPointer<UInt8>
    ) -> KnownKey {
        let raw = UnsafeBufferPointer(rebasing: bytes[member.key])
        if position < lastKeys.count, lastKeys[position].raw.elementsEqual(raw) {
            return lastKeys[position]
        }
        let name = key(of: member, in: bytes)
        let meaning = meanings[name] ?? meaning(of: name)
        if meanings.count >= Self.mostKeys { meanings.removeAll() }
        meanings[name] = meaning
        let known = KnownKey(raw: Array(raw), name: name, meaning: meaning)
        if position < lastKeys.count {
            lastKeys[position] = known
        } else if lastKeys.count < Self.mostKeys {
            lastKeys.append(known)
        }
        return known
    }

    private func meaning(of name: String) -> Meaning {
        if rules.ignores(name) { return Meaning(alias: nil, suspicion: nil, isIgnored: true) }
        let alias = Column.named(name)
        return Meaning(
            alias: alias, suspicion: alias == nil ? UnknownColumn.suspected(name) : nil,
            isIgnored: false)
    }

    private func malformed(_ number: Int) -> Refusal {
        Refusal(
            line: number, column: nil, code: .malformedJSON,
            reason: "The line is not one JSON object.",
            remedy: "Write one object a line, each on a line of its own.")
    }

    private func conflict(
        _ number: Int, _ column: Column, _ one: String, _ other: String
    ) -> Refusal {
        Refusal(
            line: number, column: one, code: .conflictingValues,
            reason: one == other
                ? "\(Refusal.quoted(one)) stands there twice, with two values."
                : "\(Refusal.quoted(one)) and \(Refusal.quoted(other)) both mean the "
                    + "\(column.meaning) and differ.",
            remedy: "Leave one of them out.")
    }
}
