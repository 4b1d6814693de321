@testable import Console

/// What a browser got, and what can be read of it.
struct Page: Sendable {
    let url: String
    let status: Int
    let headers: [(name: String, value: String)]
    let text: String

    struct Form: Sendable {
        let action: String
        let method: String
        /// What it would send if its first button were pressed.
        let fields: [(String, String)]
        /// All that can be read in it, tags left out.
        let text: String
    }

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// What can be read, tags left out and white space folded.
    var words: String { Self.words(of: text) }

    /// What stands between the tags of the first element of that name.
    func content(_ element: String) -> String {
        elements(element).first.map { Self.words(of: $0.content) } ?? ""
    }

    /// All elements of that name, each with its attributes; those within one of the same name are
    /// not told apart.
    func elements(_ name: String) -> [(attributes: [String: String], content: String)] {
        var found: [(attributes: [String: String], content: String)] = []
        var rest = text[...]
        while let begin = rest.firstRange(of: "<\(name)") {
            rest = rest[begin.upperBound...]
            guard let next = rest.first, next == ">" || next.isWhitespace,
                let close = rest.firstIndex(of: ">")
            else { continue }
            let attributes = Self.attributes(of: rest[..<close])
            rest = rest[rest.index(after: close)...]
            let end = rest.firstRange(of: "</\(name)>")?.lowerBound ?? rest.startIndex
            found.append((attributes, String(rest[..<end])))
        }
        return found
    }

    var links: [(target: String, text: String)] {
        elements("a").map { ($0.attributes["href"] ?? "", Self.words(of: $0.content)) }
    }

    var forms: [Form] {
        elements("form").map { attributes, content in
            let inner = Page(url: url, status: status, headers: [], text: content)
            return Form(
                action: attributes["action"] ?? url, method: attributes["method"] ?? "get",
                fields: inner.inputs + inner.choices + inner.buttons, text: inner.words)
        }
    }

    private var inputs: [(String, String)] {
        elements("input").compactMap { attributes, _ in
            guard let name = attributes["name"], attributes["disabled"] == nil else { return nil }
            if ["checkbox", "radio"].contains(attributes["type"]), attributes["checked"] == nil {
                return nil
            }
            return (name, attributes["value"] ?? "")
        }
            + elements("textarea").compactMap { attributes, content in
                attributes["name"].map { ($0, Self.words(of: content)) }
            }
    }

    private var choices: [(String, String)] {
        elements("select").compactMap { attributes, content in
            guard let name = attributes["name"] else { return nil }
            let options = Page(url: url, status: status, headers: [], text: content)
                .elements("option")
            let chosen = options.first { $0.attributes["selected"] != nil } ?? options.first
            return (name, chosen?.attributes["value"] ?? "")
        }
    }

    private var buttons: [(String, String)] {
        elements("button").prefix(1).compactMap { attributes, _ in
            attributes["name"].map { ($0, attributes["value"] ?? "") }
        }
    }

    private static func words(of text: some StringProtocol) -> String {
        var plain = ""
        var isTag = false
        for character in text {
            if character == "<" {
                isTag = true
                plain += " "
            } else if character == ">" {
                isTag = false
            } else if !isTag {
                plain.append(character)
            }
        }
        return unescaped(plain.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }

    private static func unescaped(_ text: some StringProtocol) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
            .reduce(String(text)) { $0.replacing($1.0, with: $1.1) }
    }

    /// ` name="value" name`: as our pages write them.
    private static func attributes(of tag: some StringProtocol) -> [String: String] {
        var found: [String: String] = [:]
        var rest = tag[...]
        while true {
            rest = rest.drop { $0.isWhitespace }
            if rest.isEmpty { return found }
            let name = String(rest.prefix { $0 != "=" && !$0.isWhitespace })
            rest = rest.dropFirst(name.count)
            guard rest.first == "=" else {
                found[name] = ""
                continue
            }
            rest = rest.dropFirst(2)
            let value = rest.prefix { $0 != "\"" }
            found[name] = unescaped(value)
            rest = rest.dropFirst(value.count + 1)
        }
    }
}
