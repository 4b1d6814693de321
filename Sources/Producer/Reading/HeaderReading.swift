/// How the reader understood a file, so that a human can see it before anything is sent.
package struct HeaderReading: Sendable, Equatable {
    package enum Format: String, Sendable { case csv, ndjson }

    package enum Encoding: String, Sendable {
        case utf8 = "UTF-8"
        case utf8WithByteOrderMark = "UTF-8 with byte order mark"
        case windows1252 = "Windows-1252"
    }

    package struct ColumnReading: Sendable, Equatable {
        /// The header, or the key of the first JSON object, as the file writes it.
        package let written: String
        /// nil: ignored.
        package let column: Column?
    }

    package let format: Format
    /// nil for NDJSON.
    package let delimiter: Character?
    /// The header's; each record that is not UTF-8 is read as Windows-1252 whatever this says.
    package let encoding: Encoding
    /// In the file's order.
    package let columns: [ColumnReading]

    /// There is no column of what remains, so that the total is claimed.
    package var claimsTotal: Bool { !columns.contains { $0.column == .remaining } }
}

/// What was odd about a file without harming any letter.
package struct BatchTally: Sendable, Equatable {
    /// Records that were not UTF-8 and were read as Windows-1252.
    package var windows1252Records = 0
    /// Mobile numbers that are no clear phone number, left out.
    package var droppedMobileNumbers = 0
    /// E-mail addresses that are none, left out.
    package var droppedEmails = 0
    package init() {}
}

/// Finds the meaning of each column of a CSV header.
struct HeaderMatcher {
    /// What the cells of a header, trimmed, mean; nil is ignored.
    /// - Throws: if two columns mean one thing, or what no file can do without is missing.
    static func match(_ headers: [String]) throws(UnreadableBatch) -> [Column?] {
        let aliases = headers.map { Column.named($0) }
        var result = [Column?](repeating: nil, count: headers.count)
        for column in Column.allCases {
            let all = aliases.indices.filter { aliases[$0]?.column == column }
            let preferred = all.filter { aliases[$0]?.isPreferred == true }
            let chosen = preferred.isEmpty ? all : preferred
            if chosen.count > 1 {
                throw UnreadableBatch(
                    reason: "Two columns mean the \(column.meaning): "
                        + chosen.map { Refusal.quoted(headers[$0]) }.joined(separator: " and ")
                        + ".",
                    remedy: "Remove or rename one of them.")
            }
            if let index = chosen.first { result[index] = column }
        }
        try checkMandatory(result, headers)
        return result
    }

    private static func checkMandatory(
        _ columns: [Column?], _ headers: [String]
    ) throws(UnreadableBatch) {
        let found = Set(columns.compactMap(\.self))
        var missing: [Column] = [
            .invoiceNumber, .invoiceDate, .dueDate, .name, .addressLine, .zipCode, .city,
        ].filter { !found.contains($0) }
        if !found.contains(.remaining) && !found.contains(.total) { missing.append(.remaining) }
        if missing.isEmpty { return }
        // What was not understood may be somebody's data: a file without a header begins with it.
        let understood = zip(headers, columns).compactMap { header, column in
            column.map { "\(Refusal.quoted(header)) is the \($0.meaning)" }
        }
        throw UnreadableBatch(
            reason: "The file's first line lacks columns: "
                + missing.map(\.meaning).joined(separator: ", ") + ". Understood: "
                + (understood.isEmpty ? "nothing" : understood.joined(separator: ", ")) + ".",
            remedy: "Add columns named "
                + missing.map { $0.names.prefix(3).joined(separator: " or ") }
                .joined(separator: ", ") + ".")
    }
}
