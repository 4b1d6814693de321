import AccessStore
import OperatorStore
import Reminders

/// The dialog of a draft that cannot be edited: it is being built or sent, or has expired.
struct DraftMessage {
    let address: DraftAddress

    private var context: PageContext { address.context }

    /// - Parameters:
    ///   - stage: the stage that the page shows; its stream reloads it at any other. nil: no
    ///     stream.
    ///   - refresh: seconds between reloads in a browser without a script; nil: none.
    private func dialog(
        _ title: String, stage: String?, _ content: HTML, refresh: Int?
    ) async throws -> PageResponse {
        let list = try await InvoicesPage.read(context, address.list)
        var frame = list.frame
        frame.title = title
        frame.isInert = true
        frame.refresh = refresh
        frame.events = stage.map {
            context.url(
                "/paminnelser/\(address.id.text)/handelser", address.creditor,
                Fields([("skede", $0)]))
        }
        frame.dialog = """
            <div class="shade"><div class="dialog narrow" role="dialog" aria-modal="true" \
            aria-labelledby="rubrik"><header><h2 id="rubrik" tabindex="-1" autofocus>\(title)</h2>
            </header><div class="body">\(content)</div>
            <footer><div class="row end actions"><a class="button" data-close href="\(address.back)">\
            \(context.say("Till listan", "To the list"))</a></div></footer></div></div>
            """
        return frame.page(list.content)
    }

    /// A progress bar with the number of invoices processed and expected, as a live piece.
    func progress(_ progress: DraftProgress) -> HTML {
        let (built, expected) = (progress.built, max(progress.expected, 1))
        let share = min(1000, built * 1000 / expected)
        return """
            <svg class="progress" role="img" viewBox="0 0 1000 10" preserveAspectRatio="none" \
            aria-label="\(share / 10) %"><rect class="bar-accepted" width="\(share)" height="10"/>\
            </svg><p>\(context.say(
                "\(Format.count(built)) av \(Format.count(progress.expected)) fakturor är"
                    + " genomgångna.",
                "\(Format.count(built)) of \(Format.count(progress.expected)) invoices are gone"
                    + " through."))</p>
            """
    }

    func building(_ progress: DraftProgress) async throws -> PageResponse {
        try await dialog(
            context.say("Förbereder översikten", "Preparing the overview"), stage: "bygger",
            "<div id=\"framsteg\">\(self.progress(progress))</div>", refresh: 3)
    }

    func sending(_ draft: Draft) async throws -> PageResponse {
        try await dialog(
            context.say("Lämnar in utskicket", "Handing the run in"), stage: "skickar",
            """
            <p>\(context.say(
                "\(Format.count(draft.totals.ticked)) fakturor läggs i ett utskick. Det tar en"
                    + " stund. Du kan lämna sidan; ingenting går förlorat och ingenting skickas två"
                    + " gånger.",
                "\(Format.count(draft.totals.ticked)) invoices are put into a run. It takes a"
                    + " moment. You may leave the page; nothing is lost and nothing is sent twice."))
            </p>
            """, refresh: 3)
    }

    func expired() async throws -> PageResponse {
        try await dialog(
            context.say("Översikten är för gammal", "The overview is too old"), stage: nil,
            """
            <p>\(context.say(
                "En översikt gäller i 24 timmar. Ingenting har skickats. Markera fakturorna och"
                    + " börja om.",
                "An overview holds for 24 hours. Nothing was sent. Tick the invoices and begin"
                    + " again."))</p>
            """, refresh: nil)
    }
}
