/// What the reader made of a cell that a spreadsheet has changed, where the line is taken all the
/// same. Shown to whoever hands the file over.
package struct ReadingNote: Sendable, Equatable {
    package enum Matter: Sendable, Equatable {
        /// The invoice number is a spreadsheet's rendering of another text: `10234.0` of `10234`.
        case readAs(written: String, key: String)
        /// Digits are lost: the value is left out, and handed to nobody.
        case leftOut
    }

    /// 1-based number of the physical line where the record starts.
    package let line: Int
    /// The header as the file writes it.
    package let header: String
    package let column: Column
    package let matter: Matter

    /// One English sentence. Holds invoice numbers, cut short, and no other value.
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
