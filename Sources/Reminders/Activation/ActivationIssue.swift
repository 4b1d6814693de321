/// One objection of Amili's to what was handed in.
package struct ActivationIssue: Sendable, Equatable {
    package let field: ActivationField
    /// Amili's words, blanked; may be empty.
    package let message: String
    package init(field: ActivationField, message: String) {
        self.field = field
        self.message = message
    }
}
