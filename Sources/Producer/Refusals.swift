import Glibc

/// Where refused lines go: all of them into a file that only its owner can read, the first few to
/// the screen. Used by one load at a time, on whatever thread that runs.
// Sendable: one load owns it until it ends; its results are read after.
package final class Refusals: @unchecked Sendable {
    package static let shownAtMost = 10
    package private(set) var first: [Refusal] = []
    package private(set) var count = 0
    private let descriptor: Int32?

    package struct CannotWrite: Error, Sendable {
        package let cause: String
    }

    /// - Parameter path: made anew, mode 0600; nil: no file.
    package init(path: String?) throws(CannotWrite) {
        guard let path else {
            descriptor = nil
            return
        }
        let opened = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard opened >= 0, fchmod(opened, 0o600) == 0 else {
            throw CannotWrite(cause: String(cString: strerror(errno)))
        }
        descriptor = opened
        try write("line;column;code;reason;remedy\n")
    }

    deinit { if let descriptor { close(descriptor) } }

    package func add(_ refusal: Refusal) throws(CannotWrite) {
        count += 1
        if first.count < Self.shownAtMost { first.append(refusal) }
        guard descriptor != nil else { return }
        try write(
            "\(refusal.line);\(quoted(refusal.column ?? ""));\(refusal.code.rawValue);"
                + "\(quoted(refusal.reason));\(quoted(refusal.remedy))\n")
    }

    private func quoted(_ text: String) -> String {
        "\""
            + text.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }

    private func write(_ text: String) throws(CannotWrite) {
        guard let descriptor else { return }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let step = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard step > 0 else { throw CannotWrite(cause: String(cString: strerror(errno))) }
            rest = rest.dropFirst(step)
        }
    }
}
