import AccessStore
import OperatorStore
import Reminders

/// The buttons of one manual reminder, and what they do. A creditor is named in each form.
struct ManualForms {
    static let routes: [Route] = [
        .post("/manuella/gjord") { visit in
            let (creditor, key) = try subject(visit)
            var day: CalendarDate?
            if let text = visit.form["dag"] {
                day = CalendarDate(iso: text)
                if day == nil { return answer("dag", visit, creditor, key) }
            }
            // Nobody has seen a letter that could have been sent: that is asked about.
            if visit.form["anda"] != "ja", try await !isSeen(visit, creditor, key) {
                return answer("osedd", visit, creditor, key)
            }
            return try await answering(.manualDone, "gjord", visit, creditor, key) {
                let done = try await visit.operators.markManualDone(
                    key, of: creditor.id, day: day, by: visit.session.login,
                    rates: visit.settings.rates)
                return done.run
            }
        },
        .post("/manuella/angra") { visit in
            let (creditor, key) = try subject(visit)
            return try await answering(.manualUndone, "angrad", visit, creditor, key) {
                _ = try await visit.operators.undoManual(
                    key, of: creditor.id, by: visit.session.login)
                return nil
            }
        },
        .post("/manuella/avbryt") { visit in
            let (creditor, key) = try subject(visit)
            return try await answering(.manualCancelled, "avbruten", visit, creditor, key) {
                try await visit.operators.cancelManual(
                    key, of: creditor.id, by: visit.session.login)
                return nil
            }
        },
    ]

    let visit: Visit
    let creditor: GrantedCreditor
    /// Canonical.
    let key: String

    private static func subject(_ visit: Visit) throws -> (GrantedCreditor, key: String) {
        guard visit.form.has("foretag") else { throw Refusal.badRequest }
        let creditor = try visit.creditor()
        guard let number = visit.form["nr"].flatMap({ InvoiceNumber($0) }) else {
            throw Refusal.badRequest
        }
        return (creditor, number.key)
    }

    /// True also for what is no manual reminder: marking it gives the error.
    private static func isSeen(
        _ visit: Visit, _ creditor: GrantedCreditor, _ key: String
    ) async throws -> Bool {
        do {
            return try await visit.operators.wasManualShown(key, of: creditor.id)
        } catch is ManualProblem {
            return true
        }
    }

    private static func answering(
        _ action: AuditAction, _ word: String, _ visit: Visit, _ creditor: GrantedCreditor,
        _ key: String, _ body: () async throws -> RunID?
    ) async throws -> Reply {
        do {
            let run = try await body()
            try await visit.audit(action, creditor: creditor.id, run: run)
            return answer(word, visit, creditor, key)
        } catch ManualProblem.impossibleDay {
            return answer("dag", visit, creditor, key)
        } catch ManualProblem.held {
            return answer("vantar", visit, creditor, key)
        } catch ManualProblem.noSuchInvoice {
            throw Refusal.notFound
        } catch is ManualProblem {
            return answer("inte", visit, creditor, key)
        }
    }

    private static func answer(
        _ word: String, _ visit: Visit, _ creditor: GrantedCreditor, _ key: String
    ) -> Reply {
        .seeOther(visit.url("/manuella", creditor, Fields([("besked", word), ("nr", key)])))
    }

    // MARK: Buttons

    /// - Parameters:
    ///   - style: of the button; one among many is a plain one.
    ///   - day: the field with the letter's date; none: today.
    func done(_ written: String, style: String = "", day: HTML = "") -> HTML {
        form(
            "/manuella/gjord", style, visit.say("Markera som gjord", "Mark as done"), written,
            day)
    }

    /// Although nobody has opened the letter here.
    func doneUnseen(_ written: String) -> HTML {
        form(
            "/manuella/gjord", "", visit.say("Ja, markera som gjord", "Yes, mark as done"),
            written, "<input type=\"hidden\" name=\"anda\" value=\"ja\">")
    }

    func undo(_ written: String) -> HTML {
        form("/manuella/angra", "undo", visit.say("Ångra", "Undo"), written)
    }

    func cancel(_ written: String) -> HTML {
        form(
            "/manuella/avbryt", "plain", visit.say("Avbryt påminnelsen", "Cancel the reminder"),
            written)
    }

    private func form(
        _ action: String, _ style: String, _ words: String, _ written: String, _ fields: HTML = ""
    ) -> HTML {
        """
        <form class="inline" method="post" action="\(action)">\(visit.formTokenField)\
        <input type="hidden" name="foretag" value="\(creditor.handle)">\
        <input type="hidden" name="nr" value="\(key)">\(fields)\
        <button class="\(style)">\(words)<span class="quiet">: \(written)</span></button></form>
        """
    }
}
