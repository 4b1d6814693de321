import Reminders

/// Recognises the lines at the foot of a list or a page by the words that they begin with.
enum FootLine {
    /// Classifies a line by its first filled cell.
    /// - Parameters:
    ///   - bytes: UTF-8 without white space at the ends.
    ///   - isAlone: whether no other cell of the line is filled.
    /// - Returns: nil for what may be anything else, such as a company called Summa.
    static func kind(_ bytes: some Collection<UInt8>, isAlone: Bool) -> SetAside? {
        guard (1...200).contains(bytes.count) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self).lowercased()
        if isAlone, isPageNumber(text) || isTimestamp(text) { return .pageMark }
        var words = text.split { !$0.isLetter && !$0.isNumber }.map { String($0) }
        guard let first = words.first else { return nil }
        words.removeFirst()
        let second = words.first
        if marks.contains(first) {
            let isCounted = second?.first?.isNumber == true
            return second == nil || isCounted || markFollowers.contains(second ?? "")
                ? .pageMark : nil
        }
        guard sums.contains(first) else { return nil }
        guard let second else { return first == "antal" || first == "number" ? nil : .sum }
        return second.first?.isNumber == true || sumFollowers.contains(second) ? .sum : nil
    }

    /// Whether the text is a page number: `1 (3)`, `2/3`, `- 4 -`.
    private static func isPageNumber(_ text: String) -> Bool {
        let numbers = text.split { !$0.isNumber }
        guard (1...2).contains(numbers.count), numbers.allSatisfy({ $0.utf8.count <= 3 }),
            text.allSatisfy({ $0.isNumber || " ()/-".contains($0) })
        else { return false }
        return numbers.count == 2
            ? text.contains("(") || text.contains("/") : text.hasPrefix("-") && text.hasSuffix("-")
    }

    /// Whether the text is a date, perhaps with a time: `2026-11-29 08:15`.
    private static func isTimestamp(_ text: String) -> Bool {
        CalendarDate(iso: text.prefix(10)) != nil
            && text.dropFirst(10).allSatisfy { $0.isNumber || " :t.z".contains($0) }
    }

    /// First words of a line of sums.
    private static let sums: Set = [
        "summa", "totalt", "total", "totals", "sum", "delsumma", "subtotal", "totalsumma",
        "slutsumma", "antal", "number", "summe", "gesamt", "gesamtsumme", "anzahl", "somme",
        "totaux",
    ]
    /// Second words that may follow them.
    private static let sumFollowers: Set = [
        "kund", "kunden", "kunder", "customer", "customers", "konto", "account", "faktura",
        "fakturor", "invoice", "invoices", "antal", "sek", "kr", "eur", "belopp", "amount",
        "poster", "rader", "rows", "lines", "sida", "page", "att", "av", "of", "för", "for", "per",
        "alla", "all", "obetalda", "förfallna", "förfallet", "exkl", "inkl", "excl", "incl",
        "moms", "vat", "due", "outstanding", "saldo", "balance", "utestående", "kundfordringar",
        "receivables", "totalt", "total", "summa", "kunde", "rechnungen", "client", "factures",
        "de",
    ]
    /// First words of a page mark.
    private static let marks: Set = [
        "sida", "sid", "page", "seite", "utskriven", "utskrivet", "utskriftsdatum", "printed",
        "rapport", "report", "slut", "end", "gedruckt", "imprimé",
    ]
    /// Second words that may follow those.
    private static let markFollowers: Set = [
        "av", "of", "den", "on", "skapad", "generated", "created", "datum", "date", "klockan",
        "kl", "på", "am", "le",
    ]
}
