import Producer
import Reminders

/// Reports what was read in a batch file: as lines on standard error for people, and as fields of
/// the result for programs.
enum BatchReport {
    /// Says, before anything is loaded, how the header was understood.
    /// - Parameter quiet: say nothing, because the JSON result has it.
    static func say(_ heading: HeaderReading, quiet: Bool) {
        if quiet { return }
        let separator = heading.delimiter.map { $0 == "\t" ? ", tab" : ", ‘\($0)’" } ?? ""
        Terminal.note(
            "Read as \(heading.format.rawValue.uppercased())\(separator),"
                + " \(heading.encoding.rawValue):")
        if heading.line > 1 {
            Terminal.note(
                "  The header is line \(heading.line); what stands above it is no invoice.")
        }
        for column in heading.columns {
            let meaning = column.column?.meaning ?? "(ignored)"
            Terminal.note("  \(column.written) → \(meaning)")
        }
        if heading.encoding.isGuessed {
            Terminal.note("  Lines that hold more than ASCII are refused: save as CSV UTF-8.")
        }
        if heading.format == .csv, heading.claimsTotal {
            Terminal.note("  No column of what remains to be paid: the total is claimed.")
        }
    }

    /// Says, once the load has ended, what the file held beside invoices and refusals: lines set
    /// aside, values left out, and the sums.
    /// - Parameter quiet: say nothing, because the JSON result has it.
    static func say(_ tally: BatchTally, quiet: Bool) {
        if quiet { return }
        let kinds = SetAside.allCases.compactMap { kind in
            tally.setAside[kind].map { "\($0) \(Self.words(kind))" }
        }
        if !kinds.isEmpty {
            Terminal.note("Set aside as nobody's invoice: \(kinds.joined(separator: ", ")).")
        }
        let dropped = [
            (tally.droppedEmails, "e-mail addresses"),
            (tally.droppedMobileNumbers, "mobile numbers"),
            (tally.droppedReferences, "references"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        if !dropped.isEmpty {
            Terminal.note(
                "Left out, since they cannot be read as such: \(dropped.joined(separator: ", "));"
                    + " the letters go without them.")
        }
        Terminal.note(
            "What remains on the lines in SEK: \(Terminal.kronor(tally.remaining.value)).")
        if tally.totalsClaimed != .zero {
            Terminal.note(
                "Of it, totals taken for what remains: "
                    + "\(Terminal.kronor(tally.totalsClaimed.value)).")
        }
    }

    /// The kind of a line set aside, in the plural.
    private static func words(_ kind: SetAside) -> String {
        switch kind {
        case .sum: "lines of sums"
        case .pageMark: "page marks"
        case .header: "repeated headers"
        }
    }

    /// Adds the same facts to a JSON result. Amounts are in öre.
    static func add(_ heading: HeaderReading, _ notes: BatchNotes, to line: inout JSONLine) {
        let tally = notes.tally
        line.add("read_as", notes.cells.readAs)
        line.add("left_out", notes.cells.leftOut)
        line.add("set_aside", tally.setAsideLines)
        line.add(
            "set_aside_kinds",
            .counts(
                SetAside.allCases.compactMap { kind in
                    tally.setAside[kind].map { (kind.rawValue, $0) }
                }))
        line.add("remaining_ore", .integer(tally.remaining.value))
        line.add("totals_claimed_ore", .integer(tally.totalsClaimed.value))
        line.add("dropped_emails", tally.droppedEmails)
        line.add("dropped_mobile_numbers", tally.droppedMobileNumbers)
        line.add("dropped_references", tally.droppedReferences)
        line.add("format", heading.format.rawValue)
        line.add("encoding", heading.encoding.rawValue)
        line.add("separator", heading.delimiter.map { String($0) })
        line.add("header_line", heading.line)
        line.add(
            "columns",
            .objects(
                heading.columns.map { column in
                    var object = JSONLine()
                    object.add("written", column.written)
                    object.add("meaning", column.column?.meaning)
                    return object
                }))
    }

    /// Shows the first few cells that were read as another text or left out, and counts the rest.
    /// Both go to standard error with JSON as well.
    static func say(_ notes: ReadingNotes) {
        for note in notes.first {
            Terminal.note("line \(note.line), column ‘\(note.header)’: \(note.text)")
        }
        let more = notes.count - notes.first.count
        if more > 0 {
            Terminal.note(
                "… and \(more) more: \(notes.readAs) invoice numbers are read as another text,"
                    + " \(notes.leftOut) values are left out.")
        }
    }

    /// Shows the first few refused lines with reason and remedy, and counts the rest.
    static func say(_ refusals: Refusals) {
        for refusal in refusals.first {
            let column = refusal.column.map { ", column ‘\($0)’" } ?? ""
            Terminal.note(
                "line \(refusal.line)\(column): \(refusal.code.rawValue): \(refusal.reason)"
                    + " \(refusal.remedy)")
        }
        let more = refusals.count - refusals.first.count
        if more > 0 { Terminal.note("… and \(more) more refused lines; see --rejects.") }
    }
}
