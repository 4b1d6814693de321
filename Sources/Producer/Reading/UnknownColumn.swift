/// The subjects that a column of unknown meaning may have, judged by its name or its cells. If a
/// column is ignored that says that an invoice is paid, somebody who has paid gets a letter.
package enum UnknownColumn: String, CaseIterable, Sendable {
    case amountLeft, payment, stop, status

    /// The subject in plain English, for reports.
    var meaning: String {
        switch self {
        case .amountLeft: "an amount left to pay"
        case .payment: "a payment"
        case .stop: "a reason to send no letter"
        case .status: "a status"
        }
    }

    /// Names that would be understood, for remedies.
    var suggestions: String {
        switch self {
        case .amountLeft: "Restbelopp"
        case .payment: "Inbetalt, Betald or Betaldatum"
        case .stop: "Pausad, Bestridd, Makulerad or Krediterad"
        case .status: "Status or Fakturatyp"
        }
    }

    /// Judges a header by its name.
    /// - Parameter name: a header that `Column.named` does not know.
    /// - Returns: nil for a name that sounds harmless.
    static func suspected(_ name: String) -> UnknownColumn? {
        let folded = Column.folded(name)
        if harmless.contains(where: folded.contains) { return nil }
        let words = Set(words(of: name))
        return allCases.first { kind in
            kind.stems.contains(where: folded.contains) || !kind.words.isDisjoint(with: words)
        }
    }

    /// Parts of harmless names: terms of payment, ways to pay, limits and counts of days.
    private static let harmless = [
        "villkor", "terms", "betalsatt", "betalningssatt", "paymentmethod", "meansofpayment",
        "paymenttype", "betalningsmottagare", "creditor", "kreditgrans", "creditlimit",
        "kreditlimit", "kredittid", "kreditdagar", "creditdays", "creditrating", "dagar", "days",
        "zahlungsziel", "zahlungsbedingung", "zahlungsart", "bankgiro", "plusgiro",
    ]

    /// Looked for anywhere in the folded name.
    private var stems: [String] {
        switch self {
        case .amountLeft:
            [
                "kvarst", "kvarva", "kvaratt", "restsum", "resterand", "restbel", "restsald",
                "restsku", "aterst",
                "utestaend", "saldo", "balance", "outstanding", "remain", "obetal", "unpaid",
                "owing", "owed", "fordran", "skuld", "attbetala", "topay", "amountdue",
                "dueamount", "openamount", "offener", "offenbetrag", "restant", "kapital",
                "capital",
                "principal",
            ]
        case .payment:
            [
                "betal", "paid", "payed", "payment", "settle", "reglerad", "avrakn", "kvitt",
                "setoff", "deduct", "forskott", "prepay", "acconto", "cleared", "utjamn", "bezahl",
                "zahlung", "reglement",
            ]
        case .stop:
            [
                "stop", "sparr", "block", "paus", "tvist", "disput", "bestrid", "inkasso",
                "collection", "kronofogd", "anstand", "uppskov", "paminn", "remind", "dunning",
                "konkurs", "bankrup", "avliden", "deceas", "dodsbo", "rekonstruk", "insolv",
                "avskriv", "writeoff", "writtenoff", "kundforlust", "baddebt", "makul", "annul",
                "cancel", "kredit", "credit", "utkast", "draft", "preliminar", "fryst", "frozen",
                "avbetal", "amorter", "instal", "storn", "gutschr", "mahn", "litig", "reklam",
                "complain", "factoring", "krav",
            ]
        case .status: ["status", "tillstand"]
        }
    }

    /// Too short to be looked for inside other words.
    private var words: Set<String> {
        switch self {
        case .amountLeft:
            ["kvar", "rest", "reste", "due", "open", "oppen", "oppet", "left", "offen", "solde"]
        case .payment: ["paye", "payee", "likvid"]
        case .stop: ["hold", "void", "avoir", "legal"]
        case .status: ["state", "lage", "statut"]
        }
    }

    /// Splits a name into folded words: `openAmount_left` into open, amount and left.
    private static func words(of name: String) -> [String] {
        var words: [String] = []
        var word = ""
        for character in name {
            if !character.isLetter || (character.isUppercase && word.last?.isLowercase == true) {
                words.append(Column.folded(word))
                word = ""
            }
            if character.isLetter { word.append(character) }
        }
        words.append(Column.folded(word))
        return words
    }

    /// Whether a cell of an unknown column may say that the letter must not go: by a word for that,
    /// alone or in a sentence, or by a cross.
    /// - Parameter bytes: UTF-8 without white space at the ends.
    static func telling(_ bytes: some Collection<UInt8>) -> Bool {
        if bytes.count == 1 { return bytes.first.map { $0 | 0x20 == UInt8(ascii: "x") } ?? false }
        guard (4...200).contains(bytes.count), bytes.contains(where: { $0 | 0x20 >= 0x61 }) else {
            return false
        }
        return StatusWord.stops(String(decoding: bytes, as: UTF8.self))
    }

    /// Whether the column's name tells of amounts beside the total that say nothing of what
    /// remains.
    static func isHarmlessAmount(_ name: String) -> Bool {
        let folded = Column.folded(name)
        return [
            "moms", "vat", "tax", "netto", "net", "exkl", "excl", "rabatt", "discount", "frakt",
            "freight", "kurs", "rate", "avrund", "rounding", "pris", "price", "mwst", "tva",
        ].contains(where: folded.contains)
    }

    /// Makes the refusal of a line whose cell in an unknown column may matter.
    static func refusal(_ line: Int, _ column: String) -> Refusal {
        Refusal(
            line: line, column: column, code: .unknownColumn,
            reason: "The column is not known, and what it holds may say that nothing is left to "
                + "claim.",
            remedy: "Name it Status, Restbelopp or Inbetalt if it is that; if it does not matter, "
                + "add --ignore-column \(Refusal.quoted(column)).")
    }
}
