import Database
import Glibc

/// Facts about this process for logs, the register of workers and the record of runs.
enum ThisProcess {
    /// `host:pid`, as operators know it.
    static var name: String {
        "\(host):\(pid)"
    }

    static var pid: Int { Int(getpid()) }

    /// The host name, cut to 255 bytes; `unknown` if the system does not tell.
    static let host: String = {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "unknown" }
        return String(
            decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()

    /// The schema that this program brings, by its last migration. It tells one version of a
    /// program from another in the log.
    static var version: String { "schema-\(Database.schemaVersion)" }

    /// The login name of the effective user, for the record of who did something; `uid 1000` if it
    /// has no name.
    static var user: String {
        guard let entry = getpwuid(geteuid()), let name = entry.pointee.pw_name else {
            return "uid \(geteuid())"
        }
        return String(cString: name)
    }

    /// The peak resident memory in KiB (`VmHWM`); 0 if /proc does not tell.
    static var peakKiB: Int {
        guard let file = fopen("/proc/self/status", "re") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(
                decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard text.hasPrefix("VmHWM:") else { continue }
            return Int(text.filter(\.isNumber)) ?? 0
        }
        return 0
    }
}
