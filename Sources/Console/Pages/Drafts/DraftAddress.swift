import AccessStore
import OperatorStore
import Reminders

/// The URLs of one draft's pages and forms, and of the invoice list behind them.
struct DraftAddress {
    let context: PageContext
    let creditor: GrantedCreditor
    let id: DraftID
    /// The list's own query: filter, order and position. The dialog's pages carry it in `lista`.
    let list: Fields

    init(context: PageContext, creditor: GrantedCreditor, id: DraftID, list: Fields) {
        self.context = context
        self.creditor = creditor
        self.id = id
        self.list = list
    }

    /// Reads the draft from the path, the creditor and the list from the fields.
    /// - Throws: `Refusal.notFound` if the path holds no draft's id, or if the creditor is not one
    ///   of this user's. Whether the draft exists is not checked.
    init(_ context: PageContext) throws {
        guard let id = context.parameters["utkast"].flatMap({ DraftID($0) }) else {
            throw Refusal.notFound
        }
        self.init(
            context: context, creditor: try context.creditor(), id: id,
            list: Fields(encoded: context.form["lista"] ?? context.query["lista"] ?? ""))
    }

    var page: String { page(Fields()) }

    /// The dialog with these fields, and with the list's.
    func page(_ fields: Fields) -> String {
        let carried = list.pairs.isEmpty ? fields : fields.with("lista", list.encoded)
        return context.url("/paminnelser/\(id.text)", creditor, carried)
    }

    /// The target of one of the dialog's forms, without any field but the creditor.
    func form(_ what: String) -> String {
        context.url("/paminnelser/\(id.text)/\(what)", creditor)
    }

    /// The list behind the dialog, as the user left it.
    var back: String { context.url("/kundfakturor", creditor, list) }

    /// The list, with focus on the button that opened the dialog.
    var closed: String {
        context.url("/kundfakturor", creditor, list.with("besked", "stangd"))
    }
}
