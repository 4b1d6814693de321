import Reminders

/// A piece of a page. Text that is interpolated is escaped; only another piece goes in as it is, so
/// that no page can forget to escape what a customer is called.
struct HTML: ExpressibleByStringInterpolation, Sendable {
    private(set) var text: String

    init(stringLiteral value: StaticString) { text = value.description }

    init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

    private init(trusted text: String) { self.text = text }

    static let empty: HTML = ""

    static func += (left: inout HTML, right: HTML) { left.text += right.text }

    var isEmpty: Bool { text.isEmpty }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 24)
        }

        mutating func appendLiteral(_ literal: StaticString) { text += literal.description }
        mutating func appendInterpolation(_ piece: HTML) { text += piece.text }
        mutating func appendInterpolation(_ pieces: [HTML]) {
            for piece in pieces { text += piece.text }
        }
        mutating func appendInterpolation(_ piece: HTML?) { text += piece?.text ?? "" }
        mutating func appendInterpolation(_ value: String) { HTML.escape(value, into: &text) }
        mutating func appendInterpolation(_ value: Int) { text += String(value) }
        mutating func appendInterpolation(_ value: Int64) { text += String(value) }
        mutating func appendInterpolation(_ value: some Identifier) { text += "\(value)" }
        /// An attribute that is there or not: ` checked`.
        mutating func appendInterpolation(_ attribute: StaticString, if isSet: Bool) {
            if isSet { text += " \(attribute)" }
        }
    }

    /// Escaped for text and for attributes in double quotes. A character that HTML does not allow
    /// becomes U+FFFD.
    private static func escape(_ value: String, into text: inout String) {
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            case "\t", "\n", "\r": text.unicodeScalars.append(scalar)
            case _ where scalar.value < 32 || (127...159).contains(scalar.value):
                text += "\u{FFFD}"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}

/// A piece of a page within a text would show its tags. The compiler says so, for its warnings are
/// errors here; what is unavailable it would pass over.
extension DefaultStringInterpolation {
    @available(*, deprecated, message: "a piece of a page is no text: say `as HTML`")
    mutating func appendInterpolation(_ piece: HTML) {}
    @available(*, deprecated, message: "a piece of a page is no text: say `as HTML`")
    mutating func appendInterpolation(_ piece: HTML?) {}
    @available(*, deprecated, message: "pieces of a page are no text: say `as HTML`")
    mutating func appendInterpolation(_ pieces: [HTML]) {}
}

extension Sequence {
    /// The pieces of all elements, one after another.
    func html(_ piece: (Element) throws -> HTML) rethrows -> HTML {
        var all = HTML.empty
        for element in self { all += try piece(element) }
        return all
    }
}
