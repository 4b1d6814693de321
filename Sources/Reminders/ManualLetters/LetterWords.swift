/// Writes every sentence of a letter, in both languages.
struct LetterWords {
    private let letter: ManualLetter
    private let language: LetterLanguage

    init(_ letter: ManualLetter, _ language: LetterLanguage) {
        self.letter = letter
        self.language = language
    }

    private func say(_ swedish: String, _ english: String) -> String {
        language == .swedish ? swedish : english
    }

    private func money(_ ore: Ore) -> String { LetterFigures.money(ore, language) }

    var heading: String {
        say(
            "Betalningspåminnelse – faktura \(letter.invoiceNumber)",
            "Payment reminder – invoice \(letter.invoiceNumber)")
    }

    var particulars: [(String, String)] {
        var facts = [
            (say("Datum", "Date"), letter.date.description),
            (say("Fakturanummer", "Invoice number"), letter.invoiceNumber),
        ]
        if let number = letter.customerNumber {
            facts.append((say("Kundnummer", "Customer number"), number))
        }
        facts += [
            (say("Fakturadatum", "Invoice date"), letter.invoiceDate.description),
            (say("Förfallodatum", "Due date"), letter.dueDate.description),
        ]
        if let ocr = letter.ocr { facts.append((say("OCR-nummer", "OCR number"), ocr)) }
        for giro in [letter.sender.bankgiro, letter.sender.plusgiro].compactMap({ $0 }) {
            facts.append((giro.kind == .bankgiro ? "Bankgiro" : "Plusgiro", giro.written))
        }
        facts.append((say("Betala senast", "Pay by"), letter.payBy.description))
        return facts
    }

    var opening: [String] {
        [
            say(
                "Enligt våra uppgifter är faktura \(letter.invoiceNumber), som förföll till"
                    + " betalning den \(letter.dueDate), inte betald. Är den redan betald kan du"
                    + " bortse från den här påminnelsen.",
                "According to our records invoice \(letter.invoiceNumber), which fell due on"
                    + " \(letter.dueDate), has not been paid. If you have paid it already, please"
                    + " disregard this reminder.")
        ]
    }

    var amounts: [LetterText.Amount] {
        var amounts = [
            amount(
                say("Kvar att betala på fakturan", "Left to pay of the invoice"), letter.remaining)
        ]
        if let interest = letter.interest {
            amounts.append(
                amount(
                    say(
                        "Dröjsmålsränta till och med \(letter.date)",
                        "Interest on arrears to and including \(letter.date)"), interest.total))
        }
        if case .claimed(let fee) = letter.fee {
            amounts.append(amount(say("Påminnelseavgift", "Reminder fee"), fee))
        }
        return amounts
    }

    var sum: LetterText.Amount { amount(say("Att betala", "To pay"), letter.total) }

    private func amount(_ label: String, _ ore: Ore) -> LetterText.Amount {
        LetterText.Amount(label: label, written: money(ore), ore: ore)
    }

    var closing: [String] {
        [payment, interest, fee, contact].compactMap { $0 }
    }

    private var payment: String {
        let places = [letter.sender.bankgiro, letter.sender.plusgiro].compactMap { $0 }
            .map { LetterFigures.giro($0) }.joined(separator: say(" eller ", " or "))
        let sum = money(letter.total)
        let reference =
            letter.ocr.map { say("OCR-nummer \($0)", "OCR number \($0)") }
            ?? say(
                "fakturanummer \(letter.invoiceNumber)", "invoice number \(letter.invoiceNumber)")
        return say(
            "Betala \(sum) senast den \(letter.payBy) till \(places), och ange \(reference).",
            "Please pay \(sum) by \(letter.payBy) to \(places), stating \(reference).")
    }

    private var interest: String? {
        guard let interest = letter.interest else { return nil }
        let parts = interest.periods.map { period in
            let rate = LetterFigures.percent(period.rate, language)
            let amount = money(period.amount)
            return say(
                "\(period.days) \(period.days == 1 ? "dag" : "dagar") (\(period.from) till och med"
                    + " \(period.through)) à \(rate): \(amount)",
                "\(period.days) \(period.days == 1 ? "day" : "days") (\(period.from) to and"
                    + " including \(period.through)) at \(rate): \(amount)")
        }
        return say(
            "Dröjsmålsräntan är referensräntan plus åtta procentenheter (6 § räntelagen), räknad"
                + " från dagen efter förfallodagen: \(parts.joined(separator: "; "))."
                + " Ränta löper till dess att fakturan är betald.",
            "Interest on arrears is the reference rate plus eight percentage points (section 6 of"
                + " the Swedish Interest Act), counted from the day after the due date:"
                + " \(parts.joined(separator: "; ")). Interest runs until the invoice is paid.")
    }

    private var fee: String? {
        guard case .claimed = letter.fee else { return nil }
        return say(
            "Påminnelseavgiften är avtalad och tas ut en gång (lagen 1981:739 om ersättning för"
                + " inkassokostnader m.m.).",
            "The reminder fee is agreed and is charged once (Act 1981:739 on compensation for debt"
                + " collection costs).")
    }

    private var contact: String {
        let ways = [letter.sender.phone, letter.sender.email].compactMap { $0 }
        let how = ways.isEmpty ? "" : ": " + ways.joined(separator: ", ")
        return say(
            "Stämmer något inte, hör av dig till oss\(how).",
            "If anything is not right, please contact us\(how).")
    }
}
