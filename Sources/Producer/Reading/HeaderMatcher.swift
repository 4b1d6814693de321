/// Finds the meaning of each column of a CSV header.
struct HeaderMatcher {
    /// Matches the trimmed cells of a header with their meanings.
    /// - Returns: the meaning of each cell; nil is ignored.
    /// - Throws: `UnreadableBatch` if two columns mean one thing, if a column that no file can do
    ///   without is missing, if a column that is not understood may say that something is paid or
    ///   stopped, or if the rules do not fit the header.
    static func match(
        _ headers: [String], _ rules: ReadingRules
    ) throws(UnreadableBatch) -> [Column?] {
        let aliases = headers.map { rules.ignores($0) ? nil : Column.named($0) }
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
                    remedy: "Remove or rename one of them, or pass it over with "
                        + "--ignore-column.")
            }
            if let index = chosen.first { result[index] = column }
        }
        try checkMandatory(result, headers)
        try checkIgnored(headers, rules)
        try checkUnknown(headers, aliases, rules)
        try checkRemaining(Set(result.compactMap(\.self)), headers, result, rules)
        return result
    }

    /// Counts the different meanings that a line's cells name: a header names many.
    static func recognised(_ headers: [String]) -> Int {
        Set(headers.compactMap { Column.named($0)?.column }).count
    }

    /// Refuses a header without the columns that every invoice needs.
    private static func checkMandatory(
        _ columns: [Column?], _ headers: [String]
    ) throws(UnreadableBatch) {
        let found = Set(columns.compactMap(\.self))
        var missing: [Column] = [
            .invoiceNumber, .invoiceDate, .dueDate, .name, .addressLine, .zipCode, .city,
        ].filter { !found.contains($0) }
        if found.contains(.customer) { missing.removeAll { $0 == .name } }
        if !found.contains(.remaining) && !found.contains(.total) { missing.append(.remaining) }
        if missing.isEmpty { return }
        // A cell that is not understood may be somebody's data, because a file without a header
        // begins with it. It is not shown.
        let understood = zip(headers, columns).compactMap { header, column in
            column.map { "\(Refusal.quoted(header)) is the \($0.meaning)" }
        }
        throw UnreadableBatch(
            reason: "The file's header lacks columns: "
                + missing.map(\.meaning).joined(separator: ", ") + ". Understood: "
                + (understood.isEmpty ? "nothing" : understood.joined(separator: ", ")) + ".",
            remedy: "Add columns named "
                + missing.map { $0.names.prefix(3).joined(separator: " or ") }
                .joined(separator: ", ") + ".")
    }

    /// Refuses a column to ignore that the header does not have: a mistyped name would ignore
    /// nothing, and nobody would see it.
    private static func checkIgnored(
        _ headers: [String], _ rules: ReadingRules
    ) throws(UnreadableBatch) {
        let folded = Set(headers.map(Column.folded))
        guard let lost = rules.ignoredColumns.first(where: { !folded.contains(Column.folded($0)) })
        else { return }
        throw UnreadableBatch(
            reason: "There is no column \(Refusal.quoted(lost)) to ignore.",
            remedy: "Write --ignore-column as the file's header does.")
    }

    /// Refuses a column of unknown meaning whose name sounds as if it mattered.
    private static func checkUnknown(
        _ headers: [String], _ aliases: [Column.Alias?], _ rules: ReadingRules
    ) throws(UnreadableBatch) {
        for (header, alias) in zip(headers, aliases) where alias == nil && !rules.ignores(header) {
            guard let kind = UnknownColumn.suspected(header) else { continue }
            throw UnreadableBatch(
                reason: "The column \(Refusal.quoted(header)) is not known and may be "
                    + "\(kind.meaning).",
                remedy: "Name it \(kind.suggestions) if it is that; if it does not matter, add "
                    + "--ignore-column \(Refusal.quoted(header)).")
        }
    }

    /// Refuses a header that does not say what remains, unless the rules take the total for it.
    /// Refuses one that does say it if they do.
    private static func checkRemaining(
        _ found: Set<Column>, _ headers: [String], _ columns: [Column?], _ rules: ReadingRules
    ) throws(UnreadableBatch) {
        let remaining = columns.firstIndex(of: .remaining).map { Refusal.quoted(headers[$0]) }
        if let remaining, rules.totalIsRemaining {
            throw UnreadableBatch(
                reason: "The file says what remains, in the column \(remaining).",
                remedy: "Leave --total-is-remaining out.")
        }
        if remaining == nil, !rules.totalIsRemaining {
            let total = columns.firstIndex(of: .total).map { Refusal.quoted(headers[$0]) } ?? "?"
            throw UnreadableBatch(
                reason: "The file has no column of what remains to be paid, only \(total).",
                remedy: "Add a column named Restbelopp; or, if nothing was paid on any of these "
                    + "invoices, say --total-is-remaining.")
        }
    }
}
