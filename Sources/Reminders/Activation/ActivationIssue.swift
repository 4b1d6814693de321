/// One objection of Amili's to the details that were handed in.
package struct ActivationIssue: Sendable, Equatable {
    package let field: ActivationField
    /// Amili's words with our values blanked; may be empty.
    package let message: String
    package init(field: ActivationField, message: String) {
        self.field = field
        self.message = message
    }
}
