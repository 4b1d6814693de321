import Glibc

/// The operating system could not open or read the file.
package struct FileFailure: Error, Equatable, CustomStringConvertible {
    /// `errno`; `ENOENT` if there is no such file.
    package let code: Int32
    package var description: String { String(cString: strerror(code)) }
}
