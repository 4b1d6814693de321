package import Reminders

/// The decision as words that follow the name of the one who made it.
extension HumanDecision: BilingualText {
    package var swedish: String {
        switch self {
        case .released: "frigav fakturan för en ny påminnelse"
        case .runCancelled: "avbröt utskicket"
        case .manualCancelled: "avbröt påminnelsen, som skulle göras för hand"
        case .notSent: "såg efter hos Amili: påminnelsen är inte där"
        case .sent: "såg efter hos Amili: ärendet finns där"
        case .manualDone: "gjorde påminnelsen för hand"
        case .manualUndone: "ångrade att påminnelsen var gjord för hand"
        case .partRetried: "satte i gång det som hade fastnat"
        case .sameInvoice: "avgjorde att det är samma faktura, skriven på två sätt"
        case .anotherInvoice: "avgjorde att det är en annan faktura"
        case .incidentClosed: "avslutade händelsen"
        case .other: "beslutade"
        }
    }

    package var english: String {
        switch self {
        case .released: "released the invoice"
        case .runCancelled: "cancelled the run"
        case .manualCancelled: "cancelled the reminder, which was to be made by hand"
        case .notSent: "looked at Amili: the reminder is not there"
        case .sent: "looked at Amili: the case is there"
        case .manualDone: "made the reminder by hand"
        case .manualUndone: "took back that the reminder was made by hand"
        case .partRetried: "started again what was stuck"
        case .sameInvoice: "decided that it is the same invoice, written in two ways"
        case .anotherInvoice: "decided that it is another invoice"
        case .incidentClosed: "closed the incident"
        case .other: "decided"
        }
    }

    /// The decision for the command line: `released by NAME: why`.
    /// - Parameter why: the words of the user; may be empty.
    package func line(by user: String, why: String) -> String {
        let decision = words(by: user)
        return why.isEmpty ? decision : "\(decision): \(why)"
    }

    private func words(by user: String) -> String {
        switch self {
        case .released: "released by \(user)"
        case .runCancelled, .manualCancelled: "cancelled by \(user)"
        case .notSent: "not sent, says \(user)"
        case .sent: "sent, says \(user)"
        case .manualDone: "done by hand, says \(user)"
        case .manualUndone: "not done after all, says \(user)"
        case .partRetried: "stuck part retried by \(user)"
        case .sameInvoice: "the same invoice, says \(user)"
        case .anotherInvoice: "another invoice, says \(user)"
        case .incidentClosed: "incident closed by \(user)"
        case .other: "decided by \(user)"
        }
    }
}
