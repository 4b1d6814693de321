import Producer
import Reminders

/// What must hold of every file, whatever stands in it: each line is an invoice, refused, or set
/// aside, and nothing else happens.
struct Examination {
    private static let today = CalendarDate(iso: "2026-11-29")!

    private var breaches: [String] = []
    private var last = 0
    private var starts: Set<Int> = []
    private var aside = 0

    /// - Returns: what does not hold.
    static func breaches(_ bytes: [UInt8], _ draw: inout Draw) -> [String] {
        var examination = Examination()
        let isSmall = bytes.count < 100_000
        let first = examination.read(bytes, chunk: 1 + draw.below(5_000), keeps: isSmall)
        // A chunk may end anywhere.
        if isSmall {
            var again = Examination()
            let second = again.read(bytes, chunk: ByteSource.chunk, keeps: true)
            if first != second {
                examination.breaches.append("read in other chunks it says something else")
            }
        }
        return examination.breaches
    }

    /// - Returns: the lines, if they are to be kept; nil if the file cannot be read.
    private mutating func read(_ bytes: [UInt8], chunk: Int, keeps: Bool) -> [Line]? {
        do {
            var reader = try BatchReader(
                surveying: { Self.source(bytes, chunk) }, rules: ReadingRules(today: Self.today))
            var kept: [Line] = []
            while case let lines = try reader.next(upTo: 100), !lines.isEmpty {
                for line in lines { examine(line) }
                if keeps { kept += lines }
            }
            if reader.tally.setAsideLines != aside {
                breaches.append("\(aside) lines set aside, counted \(reader.tally.setAsideLines)")
            }
            examineTogether(bytes, reader.heading)
            return kept
        } catch let refusal as UnreadableBatch {
            if refusal.reason.isEmpty || refusal.remedy.isEmpty {
                breaches.append("an unreadable file without a reason")
            }
            return nil
        } catch {
            breaches.append("an error that nobody expects: \(error)")
            return nil
        }
    }

    private static func source(_ bytes: [UInt8], _ chunk: Int) -> ByteSource {
        var next = 0
        return ByteSource { buffer in
            let count = min(chunk, buffer.count, bytes.count - next)
            buffer.replaceSubrange(0..<count, with: bytes[next..<(next + count)])
            next += count
            return count
        }
    }

    private mutating func examine(_ line: Line) {
        let number: Int
        switch line {
        case .invoice(let place, let invoice, _):
            number = place
            examine(invoice, at: place)
        case .refused(let refusal):
            number = refusal.line
            if refusal.reason.isEmpty || refusal.remedy.isEmpty {
                breaches.append("line \(number) is refused without a reason")
            }
            if Self.holdsControl(refusal.reason) {
                breaches.append("the reason of line \(number) is not one line")
            }
        case .setAside(let place, _):
            number = place
            aside += 1
        }
        if number <= last { breaches.append("line \(number) after line \(last)") }
        last = number
        starts.insert(number)
    }

    private mutating func examine(_ invoice: Invoice, at line: Int) {
        let debtor = invoice.debtor
        let texts = [
            invoice.number.written, debtor.name, debtor.addressLine, debtor.zipCode, debtor.city,
            invoice.currency, invoice.description,
        ]
        if texts.contains(where: Self.holdsControl) {
            breaches.append("line \(line) holds a control character")
        }
        if invoice.number.written.isEmpty { breaches.append("line \(line) has no number") }
        if invoice.dueDate < invoice.invoiceDate { breaches.append("line \(line) is due before") }
    }

    private static func holdsControl(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.value < 32 || $0.value == 127 }
    }

    /// No line is lost: where no quote can join lines to one record, each line below the header
    /// that is not blank is told of.
    private mutating func examineTogether(_ bytes: [UInt8], _ heading: HeaderReading) {
        let isWide =
            heading.encoding == .utf16LittleEndian || heading.encoding == .utf16BigEndian
        guard heading.format == .csv, !isWide, !bytes.contains(UInt8(ascii: "\"")) else { return }
        var line = 1
        var isBlank = true
        var previous: UInt8 = 0
        func lose(_ breaches: inout [String]) {
            if !isBlank, line > heading.line, !starts.contains(line) {
                breaches.append("line \(line) is lost; the header is line \(heading.line)")
            }
        }
        for byte in bytes {
            switch byte {
            case 0x0A where previous == 0x0D: break
            case 0x0A, 0x0D:
                lose(&breaches)
                line += 1
                isBlank = true
            default:
                // Space and separators alone make a blank line, and so do marks and spaces that
                // are no ASCII.
                if byte > 0x20, byte < 0x80, !";,|\t".utf8.contains(byte) { isBlank = false }
            }
            previous = byte
        }
        lose(&breaches)
        if last > line { breaches.append("line \(last) of \(line)") }
    }
}
