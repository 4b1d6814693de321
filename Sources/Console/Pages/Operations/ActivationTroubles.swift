import AccessStore
import ConsoleStore
import Reminders

/// Creditors that want to be active at Amili and are not.
extension Troubles {
    /// The operator's creditors among them, with cause, objections and remedy; nil if there are
    /// none.
    var activations: HTML? {
        guard !state.activations.isEmpty else { return nil }
        let list = state.activations.html { trouble in
            guard let creditor = page.creditor(trouble.creditor) else { return "" }
            let issues = trouble.issues.map { context.say($0) }
            let words = [context.say(trouble.cause)] + issues
            return """
                <li><a href="\(Fields([("foretag", creditor.handle)]).url("/aktivera"))">\
                \(creditor.name)</a>: \(words.joined(separator: " ")) \
                \(remedy(trouble.cause, creditor.handle))</li>
                """
        }
        return trouble(
            .bad,
            """
            \(page.count(
                state.activations.count,
                context.say(
                    "företag blir inte aktivt hos Amili", "company does not become active at Amili"),
                context.say(
                    "företag blir inte aktiva hos Amili", "companies do not become active at Amili")
            )).
            """,
            """
            \(context.say("företag för företag", "company by company")):\
            <ul class="plain">\(list)</ul>
            """)
    }

    /// The remedy for an operator. `ActivationCause.swedishRemedy` is the bookkeeper's.
    private func remedy(_ cause: ActivationCause, _ handle: String) -> HTML {
        let command: HTML = "<code>paminn creditor activate \(handle)</code>"
        switch cause {
        case .details:
            return """
                \(context.say(
                    "Låt någon som känner företaget rätta uppgifterna och lämna in dem igen.",
                    "Let somebody who knows the company correct the details and hand them in again."
                ))
                """
        case .unknownCreditor:
            return """
                \(context.say(
                    "Kontrollera Amilis id för konto och företag, och lämna in igen.",
                    "Check Amili’s ids of account and creditor, and hand in again."))
                """
        case .partnerOnly:
            return """
                \(context.say(
                    "Be er partner eller Amili att aktivera det. Amili tillfrågas var tionde minut, "
                        + "och företaget blir aktivt av sig självt. Genast:",
                    "Ask your partner or Amili to activate it. Amili is asked every ten minutes, "
                        + "and the company becomes active by itself. At once:")) \(command).
                """
        case .noAccess:
            return """
                \(context.say(
                    "Be er partner eller Amili att aktivera det och att låta nyckeln läsa det. Är det "
                        + "redan aktivt:",
                    "Ask your partner or Amili to activate it and to let the key read it. If it is "
                        + "active already:")) \(command).
                """
        }
    }
}
