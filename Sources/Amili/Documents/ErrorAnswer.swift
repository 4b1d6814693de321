import FoundationEssentials
import HTTPClient

/// An error made by Amili's own code: an object with `_status: "ERR"`. Any other error may come
/// from a gateway that does not know what happened behind it.
struct ErrorAnswer {
    /// A path and a text for every issue, in the order of the paths, then the general message,
    /// without a path. Not blanked: the texts may repeat anything of the request.
    let texts: [(path: [String], text: String)]

    /// - Returns: nil if the body does not have Amili's error shape.
    init?(_ body: [UInt8]) {
        guard let document = try? JSONDecoder().decode(ErrorDocument.self, from: Data(body)),
            document.status == AmiliAssumptions.errorStatus
        else { return nil }
        var texts: [(path: [String], text: String)] = []
        if let issues = document.issues { Self.collect(issues, at: [], into: &texts) }
        if let message = document.message { texts.append((path: [], text: message)) }
        self.texts = texts
    }

    /// Collects the issues: at most 20.
    private static func collect(
        _ issue: IssueTree, at path: [String], into texts: inout [(path: [String], text: String)]
    ) {
        guard texts.count < 20 else { return }
        switch issue {
        case .text(let text): texts.append((path: path, text: text))
        case .list(let list): for item in list { collect(item, at: path, into: &texts) }
        case .fields(let fields):
            for (key, value) in fields { collect(value, at: path + [key], into: &texts) }
        case .other: break
        }
    }
}
