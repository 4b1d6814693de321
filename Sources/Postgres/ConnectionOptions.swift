import CPostgres
import Glibc

/// A connection string taken apart, with our defaults where the operator is silent.
struct ConnectionOptions: Sendable {
    private var values: [String: String]

    /// Unacknowledged data suppresses keepalive probes, so a silently dead peer needs both.
    private static let defaults = [
        "tcp_user_timeout": "10000",
        "keepalives_idle": "10",
        "keepalives_interval": "3",
        "keepalives_count": "3",
    ]

    /// - Parameter conninfo: a libpq URI or `key=value` string.
    /// - Throws: 22023 if it cannot be read; never with the string, which may hold a password.
    init(_ conninfo: String, applicationName: String) throws(PostgresError) {
        guard let parsed = PQconninfoParse(conninfo, nil) else {
            throw PostgresError(
                kind: .server, sqlstate: "22023", message: "the connection string cannot be read")
        }
        defer { PQconninfoFree(parsed) }
        values = Self.defaults
        values["application_name"] = applicationName
        var option = parsed
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                values[String(cString: keyword)] = String(cString: value)
            }
            option += 1
        }
        // Results are decoded as UTF-8, whatever the operator or the server prefers.
        values["client_encoding"] = "UTF8"
    }

    subscript(_ keyword: String) -> String? { values[keyword] }

    /// How long one host may keep silent, in milliseconds: `connect_timeout`, or 5 s. PQconnectPoll
    /// leaves it to us.
    var connectTimeout: Int64 {
        guard let seconds = values["connect_timeout"].flatMap(Int64.init), seconds > 0 else {
            return 5000
        }
        return min(seconds, 3600) * 1000
    }

    /// The same without one of several hosts; nil if it is the only one, or unknown.
    func without(host: String, port: String) -> ConnectionOptions? {
        let lists = ["host", "hostaddr", "port"].map { list($0) }
        let count = max(lists[0].count, lists[1].count)
        let names = lists[0].isEmpty ? lists[1] : lists[0]
        let ports = lists[2]
        let index = names.indices.first { index in
            names[index] == host
                && (ports.count < count ? ports.allSatisfy { $0 == port } : ports[index] == port)
        }
        guard let index, count > 1 else { return nil }
        var rest = self
        for (keyword, list) in zip(["host", "hostaddr", "port"], lists) where list.count == count {
            var list = list
            list.remove(at: index)
            rest.values[keyword] = list.joined(separator: ",")
        }
        return rest
    }

    private func list(_ keyword: String) -> [String] {
        guard let value = values[keyword], !value.isEmpty else { return [] }
        return value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    /// Begins to connect. Nil when memory is out. Blocks while names are looked up.
    func start() -> OpaquePointer? {
        let pairs = values.sorted { $0.key < $1.key }
        let keywords = pairs.map { strdup($0.key) }
        let texts = pairs.map { strdup($0.value) }
        defer { for text in keywords + texts { free(text) } }
        let end: [UnsafePointer<CChar>?] = [nil]
        return PQconnectStartParams(
            keywords.map { UnsafePointer($0) } + end, texts.map { UnsafePointer($0) } + end, 0)
    }
}
