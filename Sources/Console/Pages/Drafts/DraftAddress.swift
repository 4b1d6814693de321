import AccessStore
import OperatorStore
import Reminders

/// Where a draft's pages are, and the way back to the list it came from.
struct DraftAddress {
    let context: PageContext
    let creditor: GrantedCreditor
    let id: DraftID
    /// The list's own fields.
    let list: Fields

    init(context: PageContext, creditor: GrantedCreditor, id: DraftID, list: Fields) {
        self.context = context
        self.creditor = creditor
        self.id = id
        self.list = list
    }

    /// Reads the request for one of its pages.
    init(_ context: PageContext) throws {
        guard let id = context.parameters["utkast"].flatMap({ DraftID($0) }) else {
            throw Refusal.notFound
        }
        self.init(
            context: context, creditor: try context.creditor(), id: id,
            list: Fields(encoded: context.form["lista"] ?? context.query["lista"] ?? ""))
    }

    var page: String { page(Fields()) }

    func page(_ fields: Fields) -> String {
        let carried = list.pairs.isEmpty ? fields : fields.with("lista", list.encoded)
        return context.url("/paminnelser/\(id.text)", creditor, carried)
    }

    func form(_ what: String) -> String {
        context.url("/paminnelser/\(id.text)/\(what)", creditor)
    }

    var back: String { context.url("/kundfakturor", creditor, list) }

    /// The list again, with the keyboard on the button that opened the overview.
    var closed: String {
        context.url("/kundfakturor", creditor, list.with("besked", "stangd"))
    }
}
