import Glibc

/// Identifies the regular file that a descriptor is open on, whatever name it was opened by.
struct FileIdentity: Hashable, Sendable {
    private let device: UInt
    private let inode: UInt

    /// - Returns: nil if the descriptor is not open on a regular file.
    init?(descriptor: Int32) {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        (device, inode) = (UInt(facts.st_dev), UInt(facts.st_ino))
    }
}
