import Reminders

/// A letter laid out for printing. Its words are in the letter's language, not in the user's.
struct LetterPaper {
    let letter: ManualLetter
    let language: LetterLanguage

    var html: HTML {
        let text = LetterText(letter, in: language)
        let particulars = text.particulars.html { name, value in
            "<tr><th scope=\"row\">\(name)</th><td>\(value)</td></tr>"
        }
        let amounts = text.amounts.html { amount in
            """
            <tr><th scope="row">\(amount.label)</th><td class="number">\(amount.written)</td></tr>
            """
        }
        return """
            <article class="letter" lang="\(language.rawValue)" aria-label="\(text.heading)">
            <address class="sender"><strong>\(letter.senderName)</strong>\
            \(letter.sender.addressLines.html { "<br>\($0)" })</address>
            <address class="recipient">\(lines(letter.recipientLines))</address>
            <h2>\(text.heading)</h2>
            <table><caption class="quiet">\(language == .swedish ? "Fakturan" : "The invoice")</caption>\
            <tbody>\(particulars)</tbody></table>
            \(text.opening.html { "<p>\($0)</p>" })
            <table><caption class="quiet">\(language == .swedish ? "Belopp" : "Amounts")</caption>\
            <tbody>\(amounts)</tbody><tfoot><tr><th scope="row">\(text.sum.label)</th>\
            <td class="number"><strong>\(text.sum.written)</strong></td></tr></tfoot></table>
            \(text.closing.html { "<p>\($0)</p>" })
            <p>\(text.signature)</p>
            </article>
            """
    }

    private func lines(_ lines: [String]) -> HTML {
        lines.indices.html { index in
            index == 0 ? "\(lines[index])" : "<br>\(lines[index])"
        }
    }
}
