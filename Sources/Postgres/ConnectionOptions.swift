import CPostgres
import Glibc

/// Everything that a connection is made with: the connection string, the service file, the
/// environment and libpq's defaults, put together by libpq itself, and ours where all are silent.
struct ConnectionOptions: Sendable {
    private var values: [String: String]
    /// Did anybody write `sslmode`? libpq's default counts as nothing written, also where a service
    /// file repeats it.
    private(set) var isModeWritten = false

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
        guard let written = Self.taken(PQconninfoParse(conninfo, nil)) else {
            throw PostgresError(
                kind: .server, sqlstate: "22023", message: "the connection string cannot be read",
                cause: .unreadableConnectionString)
        }
        let all = try Self.completed(written)
        values = Self.defaults.merging(all) { _, theirs in theirs }
        values["application_name"] = written["application_name"] ?? applicationName
        // Results are decoded as UTF-8, whatever the operator or the server prefers.
        values["client_encoding"] = "UTF8"
        isModeWritten =
            written["sslmode"] != nil || Self.isInEnvironment("PGSSLMODE")
            || Self.isInEnvironment("PGREQUIRESSL")
            || all["sslmode"] != Self.compiledMode
        let isAskedForGSS =
            written["gssencmode"] != nil || Self.isInEnvironment("PGGSSENCMODE")
            || all["gssencmode"] == "require"
        if !isAskedForGSS { values["gssencmode"] = "disable" }
    }

    subscript(_ keyword: String) -> String? {
        get { values[keyword] }
        set { values[keyword] = newValue }
    }

    /// How long one address may keep silent, in milliseconds: `connect_timeout`, or 5 s.
    /// PQconnectPoll leaves it to us.
    var connectTimeout: Int64 {
        guard let seconds = values["connect_timeout"].flatMap(Int64.init), seconds > 0 else {
            return 5000
        }
        return min(seconds, 3600) * 1000
    }

    func list(_ keyword: String) -> [String] {
        guard let value = values[keyword], !value.isEmpty else { return [] }
        return value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    /// Begins to connect. Nil when memory is out. Blocks while names are looked up, which none are
    /// where there is an address.
    func start() -> OpaquePointer? { Self.start(values) }

    // MARK: libpq's own view

    private static let compiledMode = "prefer"

    private static func isInEnvironment(_ name: String) -> Bool {
        getenv(name).map { $0.pointee != 0 } ?? false
    }

    /// A value that libpq refuses after it has put all options together, and before it looks up a
    /// name: so it tells what it would connect with.
    private static let refused = "none-such"

    private static func completed(
        _ written: [String: String]
    ) throws(PostgresError) -> [String: String] {
        var all = try probed(written, refusing: "channel_binding")
        // libpq refused these values, so it would not use them.
        all["channel_binding"] = try probed(written, refusing: "gssencmode")["channel_binding"]
        all["service"] = nil
        return all
    }

    private static func probed(
        _ written: [String: String], refusing keyword: String
    ) throws(PostgresError) -> [String: String] {
        guard let raw = start(written.merging([keyword: refused]) { _, new in new }) else {
            throw .connecting(.outOfResources, sqlstate: "53200")
        }
        defer { PQfinish(raw) }
        let all = taken(PQconninfo(raw)) ?? [:]
        guard all[keyword] == refused else {
            let message = PQerrorMessage(raw).map { String(cString: $0) } ?? ""
            throw .connecting(ConnectionComplaint(message).failure)
        }
        return all
    }

    private static func taken(
        _ options: UnsafeMutablePointer<PQconninfoOption>?
    ) -> [String: String]? {
        guard let options else { return nil }
        defer { PQconninfoFree(options) }
        var values: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val, value.pointee != 0 {
                values[String(cString: keyword)] = String(cString: value)
            }
            option += 1
        }
        return values
    }

    private static func start(_ values: [String: String]) -> OpaquePointer? {
        let pairs = values.sorted { $0.key < $1.key }
        let keywords = pairs.map { strdup($0.key) }
        let texts = pairs.map { strdup($0.value) }
        defer { for text in keywords + texts { free(text) } }
        let end: [UnsafePointer<CChar>?] = [nil]
        return PQconnectStartParams(
            keywords.map { UnsafePointer($0) } + end, texts.map { UnsafePointer($0) } + end, 0)
    }
}
