import Glibc

/// The operating system would not open or read the file.
package struct FileFailure: Error, Equatable, CustomStringConvertible {
    /// `errno`; `ENOENT` is the file that does not exist.
    package let code: Int32
    package var description: String { String(cString: strerror(code)) }
}
