import CPostgres
import Glibc
import Threads

/// One address that a connection string leads to.
struct ConnectionPlace: Sendable, Equatable {
    /// The host as it was written. Certificates and password files use this name.
    var host: String?
    /// A numeric address; nil: a Unix-domain socket, or not looked up yet.
    var address: String?
    var port: String?

    /// Whether the address is a Unix-domain socket or of the loopback, so that no network is used.
    var isLocal: Bool {
        guard let address else { return true }
        return address == "::1" || address.hasPrefix("127.") || address.hasPrefix("::ffff:127.")
    }

    /// The options for this place alone. Across a network `sslmode` is `verify-full` if nobody set
    /// it.
    func options(_ all: ConnectionOptions) -> ConnectionOptions {
        var options = all
        options["host"] = host
        options["hostaddr"] = address
        options["port"] = port
        guard !all.isModeWritten, !isLocal else { return options }
        options["sslmode"] = "verify-full"
        if options["sslrootcert"] == nil { options["sslrootcert"] = Self.rootCertificates }
        return options
    }

    /// The root certificates at libpq's usual place, else the system's. nil: there are none, and
    /// libpq will say so.
    private static var rootCertificates: String? {
        if let home = getenv("HOME") {
            let usual = String(cString: home) + "/.postgresql/root.crt"
            if access(usual, R_OK) == 0 { return usual }
        }
        if PQlibVersion() >= 160_000 { return "system" }
        return ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"]
            .first { access($0, R_OK) == 0 }
    }

    // MARK: Looking up

    /// The longest time for looking up the names of one entry, milliseconds.
    static let lookUpLimit: Int64 = 15_000

    /// The entries of the connection string in their order, with names that are not looked up yet.
    /// Lists of different lengths are passed on as they are, for libpq to refuse.
    static func written(_ options: ConnectionOptions) -> [ConnectionPlace] {
        let (hosts, addresses) = (options.list("host"), options.list("hostaddr"))
        let ports = options.list("port")
        let count = max(hosts.count, addresses.count)
        let fits = { (list: [String]) in list.isEmpty || list.count == count }
        guard count > 0, fits(hosts), fits(addresses), ports.count < 2 || ports.count == count
        else {
            return [
                ConnectionPlace(
                    host: options["host"], address: options["hostaddr"], port: options["port"])
            ]
        }
        func value(_ list: [String], _ index: Int) -> String? {
            list.isEmpty || list[index].isEmpty ? nil : list[index]
        }
        return (0..<count).map { index in
            ConnectionPlace(
                host: value(hosts, index), address: value(addresses, index),
                port: ports.count == 1 ? ports[0] : value(ports, index))
        }
    }

    /// Looks up the host name.
    /// - Returns: this place once for each of its addresses.
    /// - Throws: `.nameUnknown`; `.nameUnknownForNow` if that may pass, or the resolver is silent
    ///   for `lookUpLimit`; `.outOfResources` if there is no thread for it.
    func lookedUp() throws(PostgresError) -> [ConnectionPlace] {
        guard address == nil, let host, !host.hasPrefix("/"), !host.hasPrefix("@") else {
            return [self]
        }
        // The resolver has its own deadlines, which its configuration may make very long.
        let found = Monitor<Result<[String], PostgresError>?>(nil)
        let isRunning = OperatingSystemThread.run("postgres-name") {
            let addresses = Self.addresses(of: host)
            found.with { $0 = addresses }
        }
        guard isRunning else { throw .connecting(.outOfResources, sqlstate: "53000") }
        found.wait(deadline: monotonicMilliseconds() + Self.lookUpLimit) { $0 != nil }
        guard let result = found.with({ $0 }) else { throw .connecting(.nameUnknownForNow) }
        return try result.get().map { ConnectionPlace(host: host, address: $0, port: port) }
    }

    private static func addresses(of host: String) -> Result<[String], PostgresError> {
        var hints = addrinfo()
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard code == 0 else {
            let isLasting = [EAI_NONAME, paminn_eai_nodata()].contains(code)
            return .failure(.connecting(isLasting ? .nameUnknown : .nameUnknownForNow))
        }
        var addresses: [String] = []
        var next = list
        while let entry = next {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let failed = getnameinfo(
                entry.pointee.ai_addr, entry.pointee.ai_addrlen, &text, socklen_t(text.count),
                nil, 0, NI_NUMERICHOST)
            let address = String(
                decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if failed == 0, !addresses.contains(address) { addresses.append(address) }
            next = entry.pointee.ai_next
        }
        return addresses.isEmpty ? .failure(.connecting(.nameUnknown)) : .success(addresses)
    }
}
