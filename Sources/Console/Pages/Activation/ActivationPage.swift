import AccessStore
import ConsoleStore
import OperatorStore
import Reminders
import Texts

/// `/aktivera`: the form with the details that Amili needs, then the wait for Amili's answer, then
/// the answer. Continues to `target` once the creditor is active.
struct ActivationPage {
    static let routes: [Route] = [
        .get("/aktivera") { try await ActivationPage($0).answer() },
        .get("/aktivera/nytt") { try await ActivationPage($0).news() },
        .post("/aktivera") { context in
            // The form must name the creditor: the default would be the user's first one.
            guard context.form.has("foretag") else { throw Refusal.badRequest }
            return try await ActivationPage(context).handIn()
        },
    ]

    let context: PageContext
    let creditor: GrantedCreditor
    /// The creditor's activation as it was when this request began.
    let row: ActivationRow
    /// The local path to continue to, from the field `till`; nil if there is none.
    let target: String?

    /// - Throws: `Refusal.notFound` if the creditor is not one of this user's.
    private init(_ context: PageContext) async throws {
        self.context = context
        creditor = try context.creditor()
        guard let row = try await context.console.activation(of: creditor.id) else {
            throw Refusal.notFound
        }
        self.row = row
        target = (context.form["till"] ?? context.query["till"]).map { SignInPage.local($0) }
    }

    /// Shows the form, the wait or the result, by the state of the activation. With `andra` in the
    /// query it shows the form although Amili's answer is pending.
    private func answer() async throws -> PageResponse {
        switch row.state {
        case .active:
            // The user waited for this.
            if let target { return .seeOther(target) }
            return page(active)
        case .pending where context.query["andra"] == nil:
            return page(isWaiting: true, "<div id=\"laget\">\(waiting)</div>\(changeLink)")
        case .pending, .inactive, .refused:
            return page(form(ActivationEntries(row)))
        }
    }

    /// Streams the wait. Makes the browser reload the page once the activation is no longer
    /// pending.
    private func news() async throws -> PageResponse {
        // Compares with `pending`, and not with the state when the stream began: Amili may have
        // answered between the page and the stream.
        let isOver = { @Sendable [context, creditor] in
            try await context.console.activation(of: creditor.id)?.state != .pending
        }
        return ServerSentEvents.reply(context, until: isOver) {
            [LivePiece("laget", try await ActivationPage(context).waiting)]
        }
    }

    /// Submits the form. Redirects to this page, or shows the form again with status 422 and what
    /// is wrong. The audit line holds the change of the payout account, if there is one.
    /// - Throws: `Refusal.notFound` if the creditor is gone.
    private func handIn() async throws -> PageResponse {
        var entries = ActivationEntries(context.form, row)
        entries.compare(context.form, row)
        guard entries.isAgreed, entries.isPayoutConfirmed else {
            entries.faults = entries.details.faults
            entries.isAgreementMissing = !entries.isAgreed
            return page(status: 422, form(entries))
        }
        let answer = try await context.operators.requestActivation(
            creditor.id, details: entries.details, account: entries.account,
            amiliCreditor: entries.amiliCreditor, by: context.session.login)
        switch answer {
        case .pending:
            let change = PayeeChange(
                from: row.request?.details.payout, to: entries.details.payout)
            try await context.audit(
                .askedActivation, creditor: creditor.id, facts: change?.facts)
            return .seeOther(address())
        case .alreadyActive:
            return .seeOther(address())
        case .idsAreFixed:
            entries.idTrouble = context.say(
                "De går inte att ändra nu: brev under de gamla är ute, eller kan vara det.",
                "They cannot be changed now: letters under the old ones are out, or may be.")
        case .idsAreTaken:
            entries.idTrouble = context.say(
                "Ett annat företag i den här installationen har redan de här id:na.",
                "Another company of this installation has these ids already.")
        case .faults(let faults):
            entries.faults = faults
        case .noSuchCreditor:
            throw Refusal.notFound
        }
        return page(status: 422, form(entries))
    }

    // MARK: The page

    /// A URL of these pages that keeps the creditor and the target.
    func address(_ path: String = "/aktivera", _ fields: Fields = Fields()) -> String {
        Fields(
            [("foretag", creditor.handle)] + (target.map { [("till", $0)] } ?? []) + fields.pairs
        ).url(path)
    }

    /// - Parameter isWaiting: the page follows `/aktivera/nytt`; a browser without a script reloads
    ///   it every 5 seconds.
    private func page(status: Int = 200, isWaiting: Bool = false, _ content: HTML) -> PageResponse {
        let title = context.say("Aktivera Amili", "Activate Amili")
        return Layout(
            context: context, title: title, section: "/kundfakturor",
            events: isWaiting ? address("/aktivera/nytt") : nil, refresh: isWaiting ? 5 : nil
        ).page(
            status: status,
            """
            <div class="head"><div><h1>\(title)</h1><p class="soft">\(creditor.name)</p></div>\
            \(back)</div>\(content)
            """)
    }

    /// The way out: to the target without activating, or to the invoice list.
    private var back: HTML {
        let (address, words) =
            target.map {
                ($0, context.say("Tillbaka utan att aktivera", "Back without activating"))
            }
            ?? (
                context.url("/kundfakturor", creditor),
                context.say("Till kundfakturorna", "To the customer invoices")
            )
        return "<a class=\"button\" href=\"\(address)\">\(words)</a>"
    }

    private var active: HTML {
        let since = row.request?.decidedAt.map { at -> HTML in
            " \(context.say("sedan", "since")) \(Format.moment(at))"
        }
        return """
            <div class="notice good"><p><strong>\(context.say("Amili är aktivt", "Amili is active"))\
            \(since).</strong></p><p>\(context.say(
                "Påminnelser för \(creditor.name) kan skickas via Amili.",
                "Reminders of \(creditor.name) can be sent through Amili."))</p></div>
            \(details)
            """
    }

    /// The wait, as a live piece: when the details reached Amili, when Amili was last asked, and
    /// when it will be asked next.
    private var waiting: HTML {
        guard let request = row.request else { return "" }
        let handed: HTML =
            if let at = request.handedInAt {
                """
                \(context.say("Uppgifterna lämnades in", "The details were handed in")) \
                \(Format.moment(at)). \(context.say(
                    "Amili har inte aktiverat företaget än.",
                    "Amili has not activated the creditor yet."))
                """
            } else if let cause = request.cause {
                "\(context.say(cause))"
            } else {
                """
                \(context.say(
                    "Uppgifterna lämnas in så snart Amili kan nås.",
                    "The details are handed in as soon as Amili can be reached."))
                """
            }
        let asked = request.askedAt.map { at -> HTML in
            """
             \(context.say("Amili tillfrågades senast", "Amili was last asked")) \
            \(Format.moment(at, seconds: true)).
            """
        }
        let next = request.nextQuestionAt.map { at -> HTML in
            """
             \(context.say("Nästa fråga ställs", "The next question is asked")) \
            \(Format.moment(at, seconds: true)).
            """
        }
        return """
            <div class="notice warning"><p><span class="state pending">\
            \(context.say("Väntar på Amili", "Waiting for Amili"))</span></p>
            <p>\(handed)\(asked)\(next)</p>
            <p>\(advice(request))</p></div>
            \(details)
            """
    }

    /// The user's next step: the remedy for the known cause, or simply waiting.
    private func advice(_ request: ActivationRow.Request) -> String {
        if let cause = request.cause {
            return context.say(cause.swedishRemedy, cause.englishRemedy)
        }
        return context.say(
            "Du behöver inte göra något. Sidan går vidare av sig själv när Amili har svarat, och "
                + "du kan lämna den så länge.",
            "You need not do anything. The page goes on by itself when Amili has answered, and "
                + "you may leave it meanwhile.")
    }

    private var changeLink: HTML {
        """
        <p><a href="\(address("/aktivera", Fields([("andra", "ja")])))">\
        \(context.say("Ändra uppgifterna", "Change the details"))</a></p>
        """
    }

    /// The details of the last request, and who agreed to them when.
    private var details: HTML {
        guard let request = row.request else { return "" }
        let given = request.details
        func fact(_ name: String, _ value: HTML) -> HTML { "<dt>\(name)</dt><dd>\(value)</dd>" }
        func lines(_ address: ActivationDetails.Address) -> HTML {
            "\(address.line), \(address.zipCode) \(address.city), \(address.country)"
        }
        let payout = GiroNumber(giroKind(given.payout.kind), given.payout.number)
        return """
            <section class="panel" aria-labelledby="lamnat"><h2 id="lamnat">\
            \(context.say("Det här har ni lämnat", "What you have given"))</h2><dl class="facts">
            \(fact(
                context.say("Utbetalning till", "Paid out to"),
                "\(given.payout.kind.rawValue) \(payout?.written ?? given.payout.number)"))
            \(fact(context.say("Avsändare", "Sender"), lines(given.sender)))
            \(fact(context.say("Fakturaadress", "Invoice address"), lines(given.invoicing)))
            \(fact(
                context.say("Fakturorna avser", "The invoices are for"), "\(given.debtDescription)"))
            \(fact(
                context.say("Godkänt", "Agreed"),
                "\(Format.moment(request.agreedAt)), \(request.agreedBy)"))
            </dl></section>
            """
    }

    private func giroKind(_ kind: ActivationDetails.Payout.Kind) -> GiroNumber.Kind {
        switch kind {
        case .bankgiro: .bankgiro
        case .plusgiro: .plusgiro
        }
    }

    private func form(_ entries: ActivationEntries) -> HTML {
        "\(refusal)\(ActivationForm(page: self, entries: entries).html)"
    }

    /// Amili's reasons, each objection, and what to do; empty unless Amili has refused.
    private var refusal: HTML {
        guard row.state == .refused else { return "" }
        let cause = row.request?.cause
        let issues = (row.request?.issues ?? []).html { issue in
            "<li>\(context.say(issue))</li>"
        }
        return """
            <div class="notice bad"><p><span class="state refused">\
            \(context.say("Avvisad av Amili", "Refused by Amili"))</span> \
            \(Format.moment(row.request?.decidedAt))</p>
            <p>\(cause.map { context.say($0) }
                ?? context.say("Amili gav inget skäl.", "Amili gave no reason."))</p>
            \(row.request?.issues.isEmpty == false ? "<ul>\(issues)</ul>" : "" as HTML)
            <p>\(cause.map { context.say($0.swedishRemedy, $0.englishRemedy) }
                ?? context.say(
                    "Rätta det som behövs här nedan och lämna in igen.",
                    "Correct below what is needed and hand in again.")) \
            \(context.say(
                "Förstår du inte skälet, fråga Amili.", "If the reason is unclear, ask Amili."))</p></div>
            """
    }
}
