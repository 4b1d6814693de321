import Reminders

/// Blanks texts from Amili or libcurl, so that they may be stored. `…` replaces every value that
/// the request held, and anything that looks like personal data in another form.
struct Blanking {
    static let blank = "…"

    /// Folded values, and their words, of three characters and more: blanked wherever they occur,
    /// even inside words.
    private let parts: Set<[String]>
    /// Folded words of one or two characters: blanked only where they stand as a word.
    private let shortWords: Set<String>

    /// - Parameter values: the texts that must not come through; nil and empty ones are ignored.
    init(_ values: [String?]) {
        var parts: Set<[String]> = []
        var shortWords: Set<String> = []
        for value in values.compactMap({ $0 }) {
            for piece in [value]
                + value.split(whereSeparator: { !Self.isWord($0) }).map(String.init)
            {
                let folded = piece.map(Self.fold)
                if folded.count >= 3 {
                    parts.insert(folded)
                } else if !folded.isEmpty {
                    shortWords.insert(folded.joined())
                }
            }
        }
        self.parts = parts
        self.shortWords = shortWords
    }

    /// Blanks every value of a letter that differs from letter to letter.
    init(_ letter: Letter) {
        let invoice = letter.invoice
        let debtor = invoice.debtor
        self.init([
            debtor.name, debtor.idNumber, debtor.addressLine, debtor.zipCode, debtor.city,
            debtor.country, debtor.email, debtor.mobileNumber, invoice.number.written,
            invoice.number.key, invoice.description, invoice.customerNumber, invoice.ocr,
            invoice.remaining.decimal, invoice.total?.decimal, letter.party.account,
            letter.party.creditor, letter.idempotencyKey,
        ])
    }

    /// Blanks a creditor's details and its ids at Amili.
    init(_ details: ActivationDetails, of party: AmiliParty) {
        let addresses = [details.sender, details.invoicing]
        self.init(
            [
                party.account, party.creditor, details.payout.number, details.payout.digits,
                details.debtDescription,
            ] + addresses.flatMap { [$0.line, $0.zipCode, $0.city, $0.country] })
    }

    /// Blanks the numbers that a question asks for, its canary, and the creditor's ids at Amili.
    init(_ question: Question) {
        let canary = question.canary.map { [$0] } ?? []
        let numbers = question.invoices + question.inDoubt + canary
        self.init(
            numbers.flatMap { [$0.written, $0.key] }
                + [question.party.account, question.party.creditor])
    }

    /// Amili's reasons as one text of at most 300 characters: known names of fields are kept, all
    /// else is blanked.
    /// - Returns: nil if Amili gave no reason.
    func message(of answer: ErrorAnswer) -> String? {
        let lines = answer.texts.map { path, text in
            let shownPath = path.map { Self.fieldNames.contains($0) ? $0 : clean($0) }
            return (shownPath.isEmpty ? "" : shownPath.joined(separator: ".") + ": ") + clean(text)
        }
        return lines.isEmpty ? nil : Self.clip(lines.joined(separator: "; "))
    }

    /// The text blanked, on one line, at most 300 characters.
    func message(of text: String) -> String { Self.clip(clean(text)) }

    /// Blanks a text; adjacent blanks become one.
    private func clean(_ text: String) -> String {
        // 4,096 characters are more than is ever shown. Invisible marks are removed first: they
        // could stand inside a name and hide it from the search.
        let visible = String(String.UnicodeScalarView(text.unicodeScalars.filter(Self.isVisible)))
        let spaced = visible.prefix(4_096).map { Self.isControl($0) ? " " : $0 }
        let tokens = spaced.split(separator: " ", omittingEmptySubsequences: true)
        let whole = Array(
            tokens.map { Self.isSuspicious($0) ? Self.blank : String($0) }.joined(separator: " "))
        var isBlanked = [Bool](repeating: false, count: whole.count)
        markParts(in: whole.map(Self.fold), &isBlanked)
        markShortWords(in: whole, &isBlanked)
        Self.markDigits(in: whole, &isBlanked)
        var result = ""
        for (position, character) in whole.enumerated() {
            if !isBlanked[position] {
                result.append(character)
            } else if position == 0 || !isBlanked[position - 1] {
                result.append(Self.blank)
            }
        }
        return result
    }

    /// Marks all occurrences of the values of three characters and more, overlapping ones too.
    private func markParts(in folded: [String], _ isBlanked: inout [Bool]) {
        for part in parts where part.count <= folded.count {
            for start in 0...(folded.count - part.count)
            where folded[start] == part[0]
                && folded[start..<(start + part.count)].elementsEqual(part)
            {
                for position in start..<(start + part.count) { isBlanked[position] = true }
            }
        }
    }

    /// Marks the words of one or two characters that the request held.
    private func markShortWords(in text: [Character], _ isBlanked: inout [Bool]) {
        var start = 0
        while start < text.count {
            guard Self.isWord(text[start]) else {
                start += 1
                continue
            }
            let end = text[start...].firstIndex { !Self.isWord($0) } ?? text.count
            if end - start < 3, shortWords.contains(text[start..<end].map(Self.fold).joined()) {
                for position in start..<end { isBlanked[position] = true }
            }
            start = end
        }
    }

    /// Marks four digits and more, also with single marks between them: identity numbers, telephone
    /// numbers, post codes, amounts and references, however they are grouped.
    private static func markDigits(in text: [Character], _ isBlanked: inout [Bool]) {
        var start = 0
        while start < text.count {
            guard text[start].isNumber else {
                start += 1
                continue
            }
            var digits = 1
            var end = start + 1
            while end < text.count {
                if text[end].isNumber {
                    digits += 1
                    end += 1
                } else if end + 1 < text.count, text[end + 1].isNumber,
                    !isWord(text[end])
                {
                    end += 1
                } else {
                    break
                }
            }
            if digits >= 4 { for position in start..<end { isBlanked[position] = true } }
            start = end
        }
    }

    /// Whether a token is long, or may hide a value in a form that is not searched for: an e-mail
    /// address, an escape, an encoding.
    private static func isSuspicious(_ token: some Collection<Character>) -> Bool {
        token.count > 32 || token.contains { "@\\%&=".contains($0) }
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber
    }

    private static func isControl(_ character: Character) -> Bool {
        character.isWhitespace
            || character.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory != .format
    }

    /// The character without its case, its marks and its width, so that spellings compare as equal.
    private static func fold(_ character: Character) -> String {
        if let ascii = character.asciiValue {
            return String(Character(UnicodeScalar((65...90).contains(ascii) ? ascii + 32 : ascii)))
        }
        return CanonicalText.folded(String(character))
    }

    /// Cuts a text to `AmiliBounds.messageLength` characters, the last of them `…`.
    private static func clip(_ text: String) -> String {
        text.count <= AmiliBounds.messageLength
            ? text : text.prefix(AmiliBounds.messageLength - 1) + blank
    }

    /// Names that are shown as they are: fields of registrations and creditors, parameters of
    /// lists, and the position `0` in a registration's list of debts.
    private static let fieldNames: Set<String> = [
        "account", "creditor", "first_action", "currency", "customer", "name", "id_number",
        "is_company", "is_person", "address", "address_line_1", "zip_code", "city", "country",
        "mobile_number", "email", "debts", "0", "invoice_number", "debt_description",
        "invoice_date", "capital_to_claim", "invoice_due_days_after_invoice_date",
        "fees_included_in_capital_to_claim", "invoice_fee", "fees_already_claimed", "reminder",
        "amount", "fee_registration_date", "debt_reference", "where", "sort", "page",
        "max_results", "payout_details", "sender_address", "invoice_address",
        "standard_debt_description", "is_active", "sek", "bankgiro", "plusgiro",
        "organization_no", "non_swedish_organization_no",
    ]
}
