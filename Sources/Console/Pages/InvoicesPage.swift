import Store

/// `/kundfakturor`: the invoice list.
struct InvoicesPage {
    static let routes: [Route] = [
        .get("/kundfakturor") { visit in
            Frame(
                visit: visit, title: visit.say("Kundfakturor", "Customer invoices"),
                section: "/kundfakturor"
            )
            .page("<h1>\(visit.say("Kundfakturor", "Customer invoices"))</h1>")
        }
    ]
}
