import AccessStore
import ConsoleStore
import Reminders

/// The cells of an invoice in lists. The page and its live pieces share them, so that both look
/// alike.
struct InvoiceCells {
    let context: PageContext
    let creditor: GrantedCreditor

    /// An element's id, valid for any invoice number: the prefix and 16 characters of a digest.
    static func id(_ prefix: String, _ key: String) -> String {
        prefix + Random.digest("row", key).prefix(16)
    }

    func address(_ number: String) -> String {
        context.url("/faktura", creditor, Fields([("nr", number)]))
    }

    /// The reminder's state, a payment to report, the reason, the next attempt, and when the state
    /// was last known to hold.
    func status(_ row: InvoiceRow) -> HTML {
        """
        \(StateBadge(row).html(context))\(paidSince(row))\(reason(row))\(next(row))\(confirmed(row))
        """
    }

    /// Asks to report a payment that came after the handover to Amili; empty if there was none.
    private func paidSince(_ row: InvoiceRow) -> HTML {
        if row.isPartPaidAfterHandover, let total = row.total {
            let left = Format.money(row.remaining, row.currency)
            let all = Format.money(total, row.currency)
            return """
                <span class="flash">\(context.say(
                    "Delbetald: \(left) kvar av \(all). Anmäl det som har betalats efter"
                        + " överlämningen till Amili.",
                    "Part-paid: \(left) left of \(all). Tell Amili what was paid after the"
                        + " handover."))</span>
                """
        }
        guard row.isPaidAfterHandover else { return .empty }
        return """
            <span class="flash">\(context.say(
                "Betald efter överlämning. Anmäl betalningen till Amili, så att inget krav går"
                    + " vidare.",
                "Paid after it was handed over. Tell Amili of the payment, so that no claim goes"
                    + " further."))</span>
            """
    }

    private func reason(_ row: InvoiceRow) -> HTML {
        guard let reason = row.reason, reason != .manualDone else { return .empty }
        return """
            <span class="why">\(context.isEnglish ? reason.english : reason.swedish)</span>
            """
    }

    /// The time of the next attempt or look-up. Shown only for a reminder in doubt, or one that is
    /// queued again after an attempt.
    private func next(_ row: InvoiceRow) -> HTML {
        guard row.state == .uncertain || row.attempts > 0 && row.state == .queued,
            let at = row.nextAttemptAt
        else { return .empty }
        return """
            <span class="why">\(context.say("Nästa kontroll", "Next look")) \(Format.moment(at))</span>
            """
    }

    /// The time when the state was last known to hold, or when a manual reminder was done.
    private func confirmed(_ row: InvoiceRow) -> HTML {
        guard let at = row.confirmedAt else { return .empty }
        let word =
            row.state == .manual
            ? context.say("Gjord", "Done") : context.say("Senast bekräftad", "Last confirmed")
        return "<span class=\"why\">\(word) \(Format.moment(at))</span>"
    }

    /// Days overdue; a dash if the invoice is not overdue or if nothing is left to pay.
    func overdue(_ row: InvoiceRow) -> HTML {
        guard row.daysOverdue > 0, row.remaining > .zero else {
            return "<span class=\"soft\">\u{2013}</span>"
        }
        return "<span class=\"late\">\(Format.count(row.daysOverdue))</span>"
    }

    func customer(_ name: String, _ number: String?) -> HTML {
        let under = number.map { text -> HTML in
            "<br><small class=\"soft\">\(context.say("Kundnr", "Customer no.")) \(text)</small>"
        }
        return "<span class=\"name\">\(name)</span>\(under)"
    }

    func remaining(_ row: InvoiceRow) -> HTML {
        "\(Format.money(row.remaining, row.currency))"
    }
}
