import Foundation
import Glibc

/// Where things lie: the repository, and the binaries that the tests run.
package enum Place {
    /// The repository's top folder, symbolic links resolved.
    package static let repository = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// The folder of the built programs: `PAMINN_TEST_BINARIES`, else the debug build's.
    package static let binaries =
        ProcessInfo.processInfo.environment["PAMINN_TEST_BINARIES"] ?? "\(repository)/.build/debug"

    package static let paminn = "\(binaries)/paminn"
    package static let amiliSandbox = "\(binaries)/amili-sandbox"

    /// Are the programs built with a sanitizer? Then most of their memory is its own (freed blocks
    /// that it keeps, shadows), and how much they take says nothing of the programs.
    package static let isSanitized =
        ProcessInfo.processInfo.environment["PAMINN_TEST_SANITIZER"] != nil
}

/// A TCP port of 127.0.0.1 that nobody listened to a moment ago.
package enum FreePort {
    /// - Throws: `POSIXError` if the kernel has none to give.
    package static func find() throws -> UInt16 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { throw POSIXError.last }
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let failed = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(socket, generic, length) != 0 || getsockname(socket, generic, &length) != 0
            }
        }
        guard !failed else { throw POSIXError.last }
        return UInt16(bigEndian: address.sin_port)
    }
}

extension POSIXError {
    /// What `errno` says, right after a call that failed.
    static var last: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
