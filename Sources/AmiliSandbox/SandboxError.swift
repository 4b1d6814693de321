/// The reason why a sandbox cannot start or go on, in one line, with the exit code of the process.
package struct SandboxError: Error, Equatable, CustomStringConvertible {
    package let description: String
    /// 64 usage · 66 no such file · 69 port taken · 74 I/O · 75 the folder is another sandbox's ·
    /// 78 not loopback, or a bad key.
    package let exitCode: Int32
    package init(_ description: String, exitCode: Int32) {
        self.description = description
        self.exitCode = exitCode
    }
}
