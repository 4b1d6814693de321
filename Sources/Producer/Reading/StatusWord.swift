import Reminders

/// The words for an invoice's standing. They set the same flags as the columns of their own.
enum StatusWord {
    /// Reads a status. A word with a question mark is nobody's knowledge.
    /// - Returns: the flags that the word sets, none for an invoice that is open; nil for a word
    ///   that is not known.
    static func status(_ text: String) -> InvoiceFlags? {
        text.contains("?") ? nil : statuses[Column.folded(text)]
    }

    /// Reads a kind of document.
    /// - Returns: the flags that it sets, none for any kind of invoice; nil for a word that is not
    ///   known.
    static func invoiceType(_ text: String) -> InvoiceFlags? { types[Column.folded(text)] }

    /// Whether the text, standing in a column of unknown meaning, would stop the letter. It does so
    /// as a status, or by one word in it that is a status, as in a comment. A denial is not
    /// understood.
    static func stops(_ text: String) -> Bool {
        if isStop(text) { return true }
        return text.split { !$0.isLetter }.contains { $0.utf8.count >= 4 && isStop(String($0)) }
    }

    private static func isStop(_ word: String) -> Bool {
        let folded = Column.folded(word)
        return statuses[folded].map { !$0.isEmpty } ?? types[folded].map { !$0.isEmpty } ?? false
    }

    private static let statuses = table([
        (
            .paid,
            [
                "Betald", "Betalt", "Fullbetald", "Slutbetald", "Färdigbetald", "Överbetald",
                "Reglerad", "Inbetald", "Paid", "Fully paid", "Paid in full", "Overpaid",
                "Settled", "Bezahlt", "Payé", "Payée",
            ]
        ),
        (
            .credited,
            [
                "Krediterad", "Helkrediterad", "Makulerad", "Annullerad", "Avbruten", "Credited",
                "Fully credited", "Cancelled", "Canceled", "Void", "Voided", "Storniert",
                "Gutgeschrieben", "Annulé", "Annulée",
            ]
        ),
        (.creditNote, ["Kreditfaktura", "Kredit", "Credit note", "Credit", "Gutschrift", "Avoir"]),
        (
            .draft,
            [
                "Utkast", "Ej bokförd", "Ej skickad", "Preliminär", "Draft", "Unbooked", "Not sent",
                "Entwurf", "Brouillon",
            ]
        ),
        (.disputed, ["Bestridd", "Tvist", "Tvistig", "Tvistad", "Disputed", "In dispute"]),
        (.paused, ["Pausad", "Stoppad", "Spärrad", "Paused", "On hold", "Blocked"]),
        (.instalmentPlan, ["Avbetalning", "Avbetalningsplan", "Instalment plan"]),
        (.respite, ["Anstånd", "Respite"]),
        (.soldToFactoring, ["Såld", "Såld till factoring", "Sold"]),
        (.bankrupt, ["Konkurs", "I konkurs", "Bankrupt"]),
        (.deceased, ["Avliden", "Deceased"]),
        (
            .atAgency,
            [
                "Inkasso", "Hos inkasso", "Skickad till inkasso", "Kronofogden", "Collection",
                "In collection", "Debt collection",
            ]
        ),
        (
            [],
            [
                "Obetald", "Ej betald", "Delbetald", "Delvis betald", "Delkrediterad", "Öppen",
                "Förfallen", "Skickad", "Bokförd", "Unpaid", "Not paid", "Partially paid",
                "Partly paid", "Open", "Overdue", "Past due", "Due", "Sent", "Booked",
                "Outstanding", "Aktiv", "Active", "Offen", "Überfällig", "Impayé", "Impayée",
            ]
        ),
    ])

    private static let types = table([
        (
            .creditNote,
            [
                "Kredit", "Kreditfaktura", "Kreditnota", "Credit", "Credit note", "Credit invoice",
                "Credit memo", "Gutschrift", "Avoir",
            ]
        ),
        (.cashNote, ["Kontant", "Kontantfaktura", "Kontantnota", "Cash", "Cash invoice"]),
        (.draft, ["Utkast", "Draft"]),
        (
            [],
            [
                "Faktura", "Debet", "Debit", "Debetfaktura", "Kundfaktura", "Invoice",
                "Sales invoice", "Standard", "Normal", "Avtalsfaktura", "Samlingsfaktura",
                "Räntefaktura", "AgreementInvoice", "InterestInvoice", "IntrestInvoice",
                "SummaryInvoice", "Rechnung", "Facture",
            ]
        ),
    ])

    private static func table(_ entries: [(InvoiceFlags, [String])]) -> [String: InvoiceFlags] {
        var result: [String: InvoiceFlags] = [:]
        for (flags, words) in entries {
            for word in words { result[Column.folded(word)] = flags }
        }
        return result
    }
}
