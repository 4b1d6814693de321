/// A line of a host application's batch that was refused.
package struct HostReject: Sendable, Equatable {
    /// Counted from 1, in the order of insertion.
    package let line: Int
    /// nil if no one field is to blame.
    package let field: String?
    package let code: String
    /// One English sentence.
    package let reason: String
    /// One English sentence.
    package let remedy: String

    package init(line: Int, field: String?, code: String, reason: String, remedy: String) {
        self.line = line
        self.field = field
        self.code = code
        self.reason = reason
        self.remedy = remedy
    }
}
