import Reminders
import Spreadsheets

/// Writes one JSON object on one line, with its keys in the order in which they are added. It does
/// not check that they are unique.
struct JSONLine {
    /// A value; nil is written as `null`.
    enum Value {
        case text(String?)
        case integer(Int64?)
        case number(Double?)
        case bool(Bool)
        /// An object of counts, with its keys in the given order.
        case counts([(String, Int)])
        case list([String])
        case objects([JSONLine])
    }
    /// The object so far, without its closing brace.
    private(set) var text = "{"

    /// Adds a member.
    mutating func add(_ key: String, _ value: Value) {
        if text.utf8.count > 1 { text += "," }
        text += Self.quoted(key) + ":" + Self.written(value)
    }

    mutating func add(_ key: String, _ value: Int) { add(key, .integer(Int64(value))) }
    mutating func add(_ key: String, _ value: String?) { add(key, .text(value)) }
    /// Adds a time as text, or `null`.
    mutating func add(_ key: String, _ moment: Timestamp?) {
        add(key, .text(moment?.description))
    }
    /// Adds the number of a run, creditor or worker, or `null`.
    mutating func add(_ key: String, _ id: (some Identifier)?) {
        add(key, .integer(id?.rawValue))
    }

    /// The whole object, without a newline.
    var line: String { text + "}" }

    private static func written(_ value: Value) -> String {
        switch value {
        case .text(let text): text.map { quoted($0) } ?? "null"
        case .integer(let number): number.map { "\($0)" } ?? "null"
        case .number(let number): number.map { rounded($0) } ?? "null"
        case .bool(let flag): flag ? "true" : "false"
        case .counts(let counts):
            "{" + counts.map { "\(quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}"
        case .objects(let lines): "[" + lines.map(\.line).joined(separator: ",") + "]"
        case .list(let texts): "[" + texts.map { quoted($0) }.joined(separator: ",") + "]"
        }
    }

    /// Three decimals, which is the precision of our clocks. Infinity and NaN, which JSON lacks,
    /// become `null`.
    private static func rounded(_ number: Double) -> String {
        guard number.isFinite else { return "null" }
        return "\((number * 1000).rounded() / 1000)"
    }

    /// A JSON string in quotation marks. A character that would begin a formula is written as
    /// `\uXXXX` wherever a spreadsheet that splits the line at commas would begin a cell. Readers
    /// of JSON do not notice.
    static func quoted(_ text: String) -> String {
        var result = "\""
        var before: Unicode.Scalar?
        var mayBeginCell = true
        for scalar in text.unicodeScalars {
            mayBeginCell =
                SpreadsheetLine.beginsCell(after: before)
                || (mayBeginCell && before.map(SpreadsheetLine.goesBeforeFormula) == true)
            before = scalar
            if mayBeginCell, SpreadsheetLine.opensFormula(scalar) {
                result += escaped(scalar)
                continue
            }
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 32 || scalar.value == 127: result += escaped(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// `\u` and four hexadecimal digits.
    /// - Precondition: the scalar is of the basic plane, as all that are escaped are.
    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        let hexadecimal = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
    }
}
