/// A setting that cannot be used, in one line, with the exit code that says whose fault it is.
package struct SettingsError: Error, Equatable, CustomStringConvertible {
    package let description: String
    /// 64 usage · 69 port taken · 74 I/O · 75 try again · 78 not allowed here.
    package let exitCode: Int32
    package init(_ description: String, exitCode: Int32) {
        self.description = description
        self.exitCode = exitCode
    }
}
