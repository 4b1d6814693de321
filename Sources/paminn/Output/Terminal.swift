import Glibc

/// Writes to the two streams: results to standard output, everything else to standard error.
enum Terminal {
    /// Writes a line of the result. If that fails, the process ends: see
    /// `StandardStreams.outputFailed`.
    static func say(_ line: String) { write(line + "\n", to: 1) }
    /// Writes a line for people to standard error, as JSON if that stream speaks it.
    static func note(_ line: String) {
        if LogStream.standardError.isJSON {
            LineLog.say(line)
        } else {
            write(line + "\n", to: 2)
        }
    }

    /// Replaces the current line of standard error; does nothing unless it is a terminal.
    static func redraw(_ line: String) {
        if isatty(2) == 1 { write("\r\u{1B}[K" + line, to: 2) }
    }
    /// Clears the line that `redraw` drew.
    static func endRedraw() { if isatty(2) == 1 { write("\r\u{1B}[K", to: 2) } }

    /// Whether standard error is a terminal.
    static var isInteractive: Bool { isatty(2) == 1 }

    /// Whether somebody can answer a question: standard input and standard error are terminals.
    static var canAsk: Bool { isatty(0) == 1 && isatty(2) == 1 }
    /// Writes a question to standard error, without a newline.
    static func prompt(_ text: String) { write(text, to: 2) }

    /// Writes all of the text. A failure to write standard error is ignored.
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
    /// - Parameters:
    ///   - share: clamped to 0...1.
    ///   - width: characters between the brackets.
    static func bar(_ share: Double, width: Int = 28) -> String {
        let bounded = min(max(share, 0), 1)
        let filled = Int(bounded * Double(width))
        return "[" + String(repeating: "#", count: filled)
            + String(repeating: "-", count: width - filled) + "] \(Int(bounded * 100)) %"
    }

    /// A whole table; see `TextTable`.
    /// - Parameter right: the columns, by index, that are aligned right.
    /// - Returns: the header and the rows, one line each.
    static func table(_ header: [String], _ rows: [[String]], right: Set<Int> = []) -> [String] {
        var table = TextTable(header, right: right)
        return table.page(rows)
    }

    /// An amount as Swedes write it, `1 234,50`, grouped by U+00A0; "" for nil.
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
