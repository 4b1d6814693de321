package import Reminders

/// One line of the file as the reader took it.
package enum Line: Sendable, Equatable {
    /// - line: 1-based number of the physical line where the record starts.
    case invoice(line: Int, Invoice, known: KnownFields)
    case refused(Refusal)
    /// Nobody's invoice: a line of sums, a page mark, the header once more.
    case setAside(line: Int, SetAside)
}
