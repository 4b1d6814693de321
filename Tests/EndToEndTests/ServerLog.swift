import Foundation

/// PostgreSQL's own log, message by message.
struct ServerLog {
    /// The kind of a line of the log: `LOG`, `STATEMENT`, `DETAIL` and so on.
    typealias Kind = String

    /// Lines of one kind, with their continuations.
    let entries: [(kind: Kind, text: String)]

    init(_ text: String) {
        var entries: [(kind: Kind, text: String)] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
            if let match = line.prefixMatch(of: #/\d{4}-\d\d-\d\d .*?\[\d+\] ([A-Z]+[0-9]?):  /#) {
                entries.append((String(match.1), String(line)))
            } else if let last = entries.indices.last {
                entries[last].text += "\n" + line
            }
        }
        self.entries = entries
    }

    /// The kinds of the entries in which a personal datum stands, and what stands in one of each.
    var personal: [Kind: Set<String>] {
        // In all of them first: there are thousands of entries, and hundreds of spellings.
        let all = Data(entries.map(\.text).joined(separator: "\n").utf8)
        let wanted = PersonalData.spellings(in: all, of: PersonalData.spellings)
        return entries.reduce(into: [:]) { found, entry in
            let words = PersonalData.spellings(in: Data(entry.text.utf8), of: wanted)
            if !words.isEmpty { found[entry.kind, default: []].formUnion(words.map(\.word)) }
        }
    }

    func count(_ kind: Kind) -> Int { entries.count { $0.kind == kind } }
}
