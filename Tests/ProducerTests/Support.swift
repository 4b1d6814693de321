import Producer
import Reminders

/// A source that gives at most `chunk` bytes at a time.
func source(_ bytes: [UInt8], chunk: Int = ByteSource.chunk) -> ByteSource {
    var next = 0
    return ByteSource { buffer in
        let count = min(chunk, buffer.count, bytes.count - next)
        buffer.replaceSubrange(0..<count, with: bytes[next..<(next + count)])
        next += count
        return count
    }
}

struct Reading: Equatable {
    var heading: HeaderReading
    var lines: [Line]
    var tally: BatchTally

    var invoices: [Invoice] {
        lines.compactMap { if case .invoice(_, let invoice, _) = $0 { invoice } else { nil } }
    }
    var refusals: [Refusal] {
        lines.compactMap { if case .refused(let refusal) = $0 { refusal } else { nil } }
    }
    /// `7 BAD_DATE`: line and code of each refusal.
    var refused: [String] { refusals.map { "\($0.line) \($0.code.rawValue)" } }
    var knowns: [KnownFields] {
        lines.compactMap { if case .invoice(_, _, let known) = $0 { known } else { nil } }
    }
}

func read(
    _ bytes: [UInt8], chunk: Int = ByteSource.chunk, upTo limit: Int = 3,
    rules: ReadingRules = ReadingRules()
) throws -> Reading {
    var reader = try BatchReader(surveying: { source(bytes, chunk: chunk) }, rules: rules)
    var lines: [Line] = []
    while case let next = try reader.next(upTo: limit), !next.isEmpty { lines += next }
    return Reading(heading: reader.heading, lines: lines, tally: reader.tally)
}

func read(_ text: String, rules: ReadingRules = ReadingRules()) throws -> Reading {
    try read(Array(text.utf8), rules: rules)
}

let header = "Fakturanr;Namn;Adress;Postnr;Ort;Fakturadatum;Förfallodatum;Restbelopp"

/// A line that `header` fits, with one cell changed.
func row(
    _ number: String = "1", name: String = "Påhittade AB", date: String = "2026-05-01",
    due: String = "2026-05-31", remaining: String = "100,00"
) -> String {
    "\(number);\(name);Gatan 1;11111;Orten;\(date);\(due);\(remaining)"
}

/// A line that is nobody's invoice, as `3 sum`.
extension Reading {
    var setAside: [String] {
        lines.compactMap {
            if case .setAside(let line, let kind) = $0 { "\(line) \(kind.rawValue)" } else { nil }
        }
    }
}

/// One invoice under `header` and more columns.
func readRow(_ columns: String, _ cells: String) throws -> Reading {
    try read("\(header);\(columns)\n\(row());\(cells)\n")
}
