/// A note on a cell that a spreadsheet has changed although its line could be taken. It is shown to
/// whoever hands the file over.
package struct ReadingNote: Sendable, Equatable {
    /// The treatment of the cell.
    package enum Matter: Sendable, Equatable {
        /// The invoice number was a spreadsheet's rendering of another text, and is read as that:
        /// `10234.0` as `10234`.
        case readAs(written: String, key: String)
        /// Digits are lost, so the value is left out and handed to nobody.
        case leftOut
    }

    /// The physical line where the record starts, counted from 1.
    package let line: Int
    /// The header as the file writes it.
    package let header: String
    package let column: Column
    package let matter: Matter

    /// The note as one or two English sentences. Holds invoice numbers, cut short, and no other
    /// value.
    package var text: String {
        switch matter {
        case .readAs(let written, let key):
            "\(Refusal.quoted(written)) is read as \(Refusal.quoted(key))."
        case .leftOut:
            "A spreadsheet has shortened the \(column.meaning): it is left out."
                + " Format the column as text and export the file again."
        }
    }
}
