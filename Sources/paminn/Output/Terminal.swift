import Database
import Glibc

/// The two streams. Results go to standard output, everything else to standard error.
enum Terminal {
    static func say(_ line: String) { write(line + "\n", to: 1) }
    static func note(_ line: String) {
        if LogStream.standardError.isJSON {
            LineLog.say(line)
        } else {
            write(line + "\n", to: 2)
        }
    }

    /// Replaces the line that stands there, on a terminal only.
    static func redraw(_ line: String) {
        if isatty(2) == 1 { write("\r\u{1B}[K" + line, to: 2) }
    }
    static func endRedraw() { if isatty(2) == 1 { write("\r\u{1B}[K", to: 2) } }

    static var isInteractive: Bool { isatty(2) == 1 }

    /// Is there somebody who can answer?
    static var canAsk: Bool { isatty(0) == 1 && isatty(2) == 1 }
    static func prompt(_ text: String) { write(text, to: 2) }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                if descriptor == 1 { StandardStreams.outputFailed(errno) }
                return
            }
        }
    }

    /// `[######----] 61 %`
    static func bar(_ share: Double, width: Int = 28) -> String {
        let bounded = min(max(share, 0), 1)
        let filled = Int(bounded * Double(width))
        return "[" + String(repeating: "#", count: filled)
            + String(repeating: "-", count: width - filled) + "] \(Int(bounded * 100)) %"
    }

    /// Columns padded to their widest cell; numbers to the right.
    static func table(_ header: [String], _ rows: [[String]], right: Set<Int> = []) -> [String] {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { cells in
            var line = ""
            for (column, cell) in cells.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                line += right.contains(column) ? padding + cell : cell + padding
                if column < cells.count - 1 { line += "  " }
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
    }

    /// `1 234,50 kr` as Swedes read it; the space is U+00A0.
    static func kronor(_ ore: Int64?) -> String {
        guard let ore else { return "" }
        var digits = String(ore.magnitude / 100)
        var grouped = ""
        while digits.count > 3 {
            grouped = "\u{A0}" + digits.suffix(3) + grouped
            digits = String(digits.dropLast(3))
        }
        let cents = ore.magnitude % 100
        return (ore < 0 ? "−" : "") + digits + grouped + ",\(cents < 10 ? "0" : "")\(cents)"
    }
}
