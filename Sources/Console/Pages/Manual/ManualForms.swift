import AccessStore
import OperatorStore
import Reminders

/// The buttons of one manual reminder, and the targets they post to. Each form names its creditor;
/// each target redirects to the list with a message.
struct ManualForms {
    static let routes: [Route] = [
        .post("/manuella/gjord") { context in
            let (creditor, key) = try subject(context)
            var day: CalendarDate?
            if let text = context.form["dag"] {
                day = CalendarDate(iso: text)
                if day == nil { return answer("dag", context, creditor, key) }
            }
            // A letter that nobody has seen cannot have been sent, so ask first.
            if context.form["anda"] != "ja", try await !isSeen(context, creditor, key) {
                return answer("osedd", context, creditor, key)
            }
            return try await answering(.manualDone, "gjord", context, creditor, key) {
                let done = try await context.operators.markManualDone(
                    key, of: creditor.id, day: day, by: context.session.login,
                    rates: context.settings.rates)
                return done.run
            }
        },
        .post("/manuella/angra") { context in
            let (creditor, key) = try subject(context)
            return try await answering(.manualUndone, "angrad", context, creditor, key) {
                _ = try await context.operators.undoManual(
                    key, of: creditor.id, by: context.session.login)
                return nil
            }
        },
        .post("/manuella/avbryt") { context in
            let (creditor, key) = try subject(context)
            return try await answering(.manualCancelled, "avbruten", context, creditor, key) {
                try await context.operators.cancelManual(
                    key, of: creditor.id, by: context.session.login)
                return nil
            }
        },
    ]

    let context: PageContext
    let creditor: GrantedCreditor
    /// The canonical invoice number.
    let key: String

    /// Reads the creditor and the canonical invoice number from the form.
    /// - Throws: `Refusal.badRequest` if either is missing; `notFound` if the creditor is not one
    ///   of this user's.
    private static func subject(_ context: PageContext) throws -> (GrantedCreditor, key: String) {
        guard context.form.has("foretag") else { throw Refusal.badRequest }
        let creditor = try context.creditor()
        guard let number = context.form["nr"].flatMap({ InvoiceNumber($0) }) else {
            throw Refusal.badRequest
        }
        return (creditor, number.key)
    }

    /// Whether somebody has been shown the letter. Also true if there is no manual reminder:
    /// marking it as done then reports the error.
    private static func isSeen(
        _ context: PageContext, _ creditor: GrantedCreditor, _ key: String
    ) async throws -> Bool {
        do {
            return try await context.operators.wasManualShown(key, of: creditor.id)
        } catch is ManualProblem {
            return true
        }
    }

    /// Performs an action, audits it and redirects to the list. A `ManualProblem` becomes a message
    /// there and is not audited.
    /// - Parameters:
    ///   - word: the message on success.
    ///   - body: the action; returns the run for the audit, or nil.
    /// - Throws: `Refusal.notFound` if the creditor has no such invoice.
    private static func answering(
        _ action: AuditAction, _ word: String, _ context: PageContext, _ creditor: GrantedCreditor,
        _ key: String, _ body: () async throws -> RunID?
    ) async throws -> PageResponse {
        do {
            let run = try await body()
            try await context.audit(action, creditor: creditor.id, run: run)
            return answer(word, context, creditor, key)
        } catch ManualProblem.impossibleDay {
            return answer("dag", context, creditor, key)
        } catch ManualProblem.held {
            return answer("vantar", context, creditor, key)
        } catch ManualProblem.noSuchInvoice {
            throw Refusal.notFound
        } catch is ManualProblem {
            return answer("inte", context, creditor, key)
        }
    }

    /// Redirects to the list with a message about this invoice.
    private static func answer(
        _ word: String, _ context: PageContext, _ creditor: GrantedCreditor, _ key: String
    ) -> PageResponse {
        .seeOther(context.url("/manuella", creditor, Fields([("besked", word), ("nr", key)])))
    }

    // MARK: Buttons

    /// - Parameters:
    ///   - written: the invoice number as the creditor writes it, for screen readers.
    ///   - style: the button's class; empty for one of many buttons.
    ///   - day: the field with the letter's date; if it is empty, the date is that of the letter
    ///     shown last, or today.
    func done(_ written: String, style: String = "", day: HTML = "") -> HTML {
        form(
            "/manuella/gjord", style, context.say("Markera som gjord", "Mark as done"), written,
            day)
    }

    /// The button that marks the reminder as done although nobody has opened its letter here.
    func doneUnseen(_ written: String) -> HTML {
        form(
            "/manuella/gjord", "", context.say("Ja, markera som gjord", "Yes, mark as done"),
            written, "<input type=\"hidden\" name=\"anda\" value=\"ja\">")
    }

    func undo(_ written: String) -> HTML {
        form("/manuella/angra", "undo", context.say("Ångra", "Undo"), written)
    }

    func cancel(_ written: String) -> HTML {
        form(
            "/manuella/avbryt", "plain", context.say("Avbryt påminnelsen", "Cancel the reminder"),
            written)
    }

    private func form(
        _ action: String, _ style: String, _ words: String, _ written: String, _ fields: HTML = ""
    ) -> HTML {
        """
        <form class="inline" method="post" action="\(action)">\(context.formTokenField)\
        <input type="hidden" name="foretag" value="\(creditor.handle)">\
        <input type="hidden" name="nr" value="\(key)">\(fields)\
        <button class="\(style)">\(words)<span class="quiet">: \(written)</span></button></form>
        """
    }
}
