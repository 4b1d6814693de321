import Foundation
import HTTPClient

/// An error made by Amili's own code: an object with `_status: "ERR"`. Any other error may come
/// from a gateway that does not know what happened behind it.
struct ErrorAnswer {
    /// A path and a text for every issue, in the order of the paths, then the general message,
    /// without a path. Not blanked: the texts may repeat anything of the request.
    let texts: [(path: [String], text: String)]

    /// - Returns: nil if the body does not have Amili's error shape.
    init?(_ body: [UInt8]) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(body)),
            let fields = object as? [String: Any],
            fields[AmiliAssumptions.statusKey] as? String == AmiliAssumptions.errorStatus
        else { return nil }
        var texts: [(path: [String], text: String)] = []
        Self.collect(fields[AmiliAssumptions.issuesKey], at: [], into: &texts)
        if let error = fields[AmiliAssumptions.errorKey] as? [String: Any],
            let message = error[AmiliAssumptions.messageKey] as? String
        {
            texts.append((path: [], text: message))
        }
        self.texts = texts
    }

    /// Collects the issues, which may be texts, lists of texts, or objects of the same: at most 20,
    /// and none deeper than 8 levels.
    private static func collect(
        _ issue: Any?, at path: [String], into texts: inout [(path: [String], text: String)]
    ) {
        guard texts.count < 20, path.count < 8 else { return }
        switch issue {
        case let text as String: texts.append((path: path, text: text))
        case let list as [Any]: for item in list { collect(item, at: path, into: &texts) }
        case let object as [String: Any]:
            for (key, value) in object.sorted(by: { $0.key < $1.key }) {
                collect(value, at: path + [key], into: &texts)
            }
        default: break
        }
    }
}
