/// A request to the status server, without its body.
struct StatusRequest: Sendable {
    /// As in `GET`.
    let method: String
    /// The path with its query, as it came.
    let target: String
    /// The header `Accept`, in lower case; empty without one.
    let accept: String

    /// The path alone.
    var path: String { String(target.prefix { $0 != "?" }) }

    /// Whether the answer is to be JSON: `format=json` in the query, or `Accept` names it.
    var wantsJSON: Bool {
        let query = target.drop { $0 != "?" }.dropFirst()
        return query.split(separator: "&").contains("format=json")
            || accept.contains("application/json")
    }
}
