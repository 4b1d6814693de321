import Database
import Glibc

/// The process itself.
enum ThisProcess {
    /// `host:pid`, as operators know it.
    static var name: String {
        "\(host):\(pid)"
    }

    static var pid: Int { Int(getpid()) }

    static let host: String = {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "unknown" }
        return String(
            decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()

    /// What tells one program from another: the last migration that it brings.
    static var version: String { "schema-\(Database.schemaVersion)" }

    /// Login name for the record of who enqueued.
    static var user: String {
        guard let entry = getpwuid(geteuid()), let name = entry.pointee.pw_name else {
            return "uid \(geteuid())"
        }
        return String(cString: name)
    }

    /// Peak resident memory, KiB (`VmHWM`); 0 where /proc does not tell.
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
