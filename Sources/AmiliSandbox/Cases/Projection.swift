/// The members of a document that are returned: the named ones, or all but the named ones.
struct Projection: Sendable {
    /// Members that Eve returns whatever an including projection names.
    private static let always: Set<String> = ["_id", "_created", "_updated", "_etag"]

    /// Names of members, nested ones joined by points.
    private let names: Set<String>
    private let includes: Bool

    /// Reads the `projection` parameter: an object with 1 for every name, or 0 for every name.
    /// - Throws: 400 for anything else.
    init(_ text: String) throws(Refusal) {
        guard let document = try? JSON(parsing: text), case .object(let members) = document,
            !members.isEmpty
        else { throw Refusal(400, "The projection parameter is not a JSON object") }
        let flags = Set(members.map(\.value))
        guard flags.count == 1, let flag = flags.first?.integer, flag == 0 || flag == 1 else {
            throw Refusal(400, "A projection takes either 1 for every field, or 0")
        }
        includes = flag == 1
        names = Set(members.map(\.name))
    }

    /// Whether the member of this name, or a part of it, can be in the answer.
    func mayShow(_ name: String) -> Bool {
        guard includes else { return !names.contains(name) }
        return Projection.always.contains(name) || names.contains(name)
            || names.contains { $0.hasPrefix(name + ".") }
    }

    /// The document without the members that are not returned.
    func apply(to document: JSON) -> JSON { prune(document, path: "") }

    /// - Parameter path: the names above the value, each with a point after it.
    private func prune(_ value: JSON, path: String) -> JSON {
        switch value {
        case .object(let members):
            return .object(
                members.compactMap { member in
                    let name = path + member.name
                    guard mayShow(name) else { return nil }
                    if includes && (names.contains(name) || Projection.always.contains(name)) {
                        return member
                    }
                    return JSON.Member(member.name, prune(member.value, path: name + "."))
                })
        case .array(let items): return .array(items.map { prune($0, path: path) })
        default: return value
        }
    }
}
