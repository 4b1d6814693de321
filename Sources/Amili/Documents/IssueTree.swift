/// Amili's words on the fields of a request: texts, lists of texts, or objects of the same, under
/// the names of the fields.
enum IssueTree: Decodable {
    case text(String)
    case list([IssueTree])
    /// In the order of their names.
    case fields([(name: String, issue: IssueTree)])
    /// A number or the like, or what lies too deep.
    case other

    /// Levels of JSON that are read, from the whole body on.
    private static let mostLevels = 16

    init(from decoder: any Decoder) throws {
        if decoder.codingPath.count > Self.mostLevels {
            self = .other
        } else if let text = try? decoder.singleValueContainer().decode(String.self) {
            self = .text(text)
        } else if let fields = try? decoder.container(keyedBy: AnyCodingKey.self) {
            self = .fields(
                try fields.allKeys.sorted { $0.stringValue < $1.stringValue }.map {
                    ($0.stringValue, try fields.decode(IssueTree.self, forKey: $0))
                })
        } else if let list = try? decoder.singleValueContainer().decode([IssueTree].self) {
            self = .list(list)
        } else {
            self = .other
        }
    }
}
