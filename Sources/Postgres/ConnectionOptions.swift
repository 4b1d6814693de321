import CPostgres
import Glibc

/// All options of a connection. libpq itself combines the connection string, the service file, the
/// environment and its own defaults; our defaults apply to what all of them leave open.
struct ConnectionOptions: Sendable {
    private var values: [String: String]
    /// Whether somebody set `sslmode`. libpq's own default does not count, not even if a service
    /// file repeats it.
    private(set) var isModeWritten = false

    /// Timeouts for a peer that dies silently. Both kinds are needed, because unacknowledged data
    /// suppresses keepalive probes.
    private static let defaults = [
        "tcp_user_timeout": "10000",
        "keepalives_idle": "10",
        "keepalives_interval": "3",
        "keepalives_count": "3",
    ]

    /// Combines the options, without connecting.
    /// - Parameter conninfo: a libpq URI or `key=value` string.
    /// - Throws: 22023 if the string cannot be read. The error never holds the string, which may
    ///   have a password.
    init(_ conninfo: String, applicationName: String) throws(PostgresError) {
        guard let written = Self.taken(PQconninfoParse(conninfo, nil)) else {
            throw PostgresError(
                kind: .server, sqlstate: "22023", message: "the connection string cannot be read",
                cause: .unreadableConnectionString)
        }
        let all = try Self.completed(written)
        values = Self.defaults.merging(all) { _, theirs in theirs }
        values["application_name"] = written["application_name"] ?? applicationName
        // Results are decoded as UTF-8, whatever encoding the operator or the server prefers.
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

    /// The value of one of libpq's keywords; nil: none is set.
    subscript(_ keyword: String) -> String? {
        get { values[keyword] }
        set { values[keyword] = newValue }
    }

    /// The longest time for one address, in milliseconds: `connect_timeout`, or 5 s. PQconnectPoll
    /// does not apply it, so we do.
    var connectTimeout: Int64 {
        guard let seconds = values["connect_timeout"].flatMap(Int64.init), seconds > 0 else {
            return 5000
        }
        return min(seconds, 3600) * 1000
    }

    /// The entries of a comma-separated option; empty if the option is not set.
    func list(_ keyword: String) -> [String] {
        guard let value = values[keyword], !value.isEmpty else { return [] }
        return value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    /// Begins to connect; PQconnectPoll goes on. Blocks while host names are looked up; none are if
    /// `hostaddr` is set.
    /// - Returns: nil if memory is out.
    func start() -> OpaquePointer? { Self.start(values) }

    // MARK: libpq's own view

    /// The default of `sslmode` in libpq.
    private static let compiledMode = "prefer"

    private static func isInEnvironment(_ name: String) -> Bool {
        getenv(name).map { $0.pointee != 0 } ?? false
    }

    /// A value that libpq refuses after it has combined all options and before it looks up a name.
    /// The refused attempt then lists all options that libpq would connect with.
    private static let refused = "none-such"

    /// All options that libpq would connect with.
    private static func completed(
        _ written: [String: String]
    ) throws(PostgresError) -> [String: String] {
        var all = try probed(written, refusing: "channel_binding")
        // The refused value took the place of the real one, which a second probe returns.
        all["channel_binding"] = try probed(written, refusing: "gssencmode")["channel_binding"]
        all["service"] = nil
        return all
    }

    /// Makes libpq combine the options by an attempt to connect with one value that it must refuse.
    /// - Throws: the failure that libpq found in the other options.
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

    /// Copies libpq's list of options and frees it. Options without a value are left out.
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
