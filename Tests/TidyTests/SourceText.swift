/// One text file of the repository, and the same text with everything blanked that is not code.
struct SourceText: Sendable {
    /// From the repository's top, `Sources/Worker/Claimer.swift`.
    let path: String
    let lines: [String]
    /// `lines` with spaces for the contents of comments and string literals (Swift files only;
    /// others are as they are).
    let codeLines: [String]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard path.hasSuffix(".swift") else {
            codeLines = lines
            return
        }
        var blanker = Blanker(Array(text.utf8))
        codeLines = blanker.blanked()
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    var isSwift: Bool { path.hasSuffix(".swift") }

    /// The name of the room, if the file lies in one: `Sources/NAME/…`, or one under `Tests`.
    var room: String? {
        let parts = path.split(separator: "/")
        guard parts.count >= 3 else { return nil }
        let isRoom =
            parts[0] == "Sources"
            || parts[0] == "Tests" && Rooms.underTests.contains(String(parts[1]))
        return isRoom ? String(parts[1]) : nil
    }

    /// Whether a shebang makes it a program.
    var isScript: Bool { lines.first?.hasPrefix("#!") ?? false }
}

/// Finds comments and string literals in Swift. Knows raw and multi-line strings, interpolation
/// and nested comments; does not know regular expression literals.
struct Blanker {
    private let bytes: [UInt8]
    private var result: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        result = bytes
    }

    mutating func blanked() -> String {
        while place < bytes.count { step(blank: false) }
        return String(decoding: result, as: UTF8.self)
    }

    /// Passes over one byte of code, or one whole comment or string.
    private mutating func step(blank: Bool) {
        if starts(with: "//") {
            while place < bytes.count, bytes[place] != UInt8(ascii: "\n") { wipe(1) }
        } else if starts(with: "/*") {
            comment()
        } else if let hashes = openingHashes() {
            string(hashes: hashes)
        } else if blank {
            wipe(1)
        } else {
            place += 1
        }
    }

    private mutating func comment() {
        wipe(2)
        while place < bytes.count, !starts(with: "*/") {
            if starts(with: "/*") { comment() } else { wipe(1) }
        }
        wipe(2)
    }

    /// The number of `#` before a quotation mark, if a string begins here.
    private func openingHashes() -> Int? {
        var end = place
        while end < bytes.count, bytes[end] == UInt8(ascii: "#") { end += 1 }
        return end < bytes.count && bytes[end] == UInt8(ascii: "\"") ? end - place : nil
    }

    private mutating func string(hashes: Int) {
        let fence = String(repeating: "#", count: hashes)
        wipe(hashes)
        let quote = starts(with: "\"\"\"") ? "\"\"\"" : "\""
        wipe(quote.utf8.count)
        while place < bytes.count, !starts(with: quote + fence) {
            if starts(with: "\\\(fence)(") {
                wipe(2 + hashes)
                interpolation()
            } else if starts(with: "\\\(fence)") {
                wipe(2 + hashes)
            } else {
                wipe(1)
            }
        }
        wipe(quote.utf8.count + hashes)
    }

    private mutating func interpolation() {
        var depth = 1
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "(") { depth += 1 }
            if bytes[place] == UInt8(ascii: ")") { depth -= 1 }
            step(blank: true)
            if depth == 0 { return }
        }
    }

    private func starts(with text: String) -> Bool {
        bytes[place...].starts(with: text.utf8)
    }

    private mutating func wipe(_ count: Int) {
        for _ in 0..<count where place < bytes.count {
            if bytes[place] != UInt8(ascii: "\n") { result[place] = UInt8(ascii: " ") }
            place += 1
        }
    }
}
