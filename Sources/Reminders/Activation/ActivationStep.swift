/// One call of a creditor's activation. Each turn makes one step, so that an activation goes on
/// however few calls are allowed.
package enum ActivationStep: Sendable, Equatable {
    /// Reads the creditor's record.
    /// - Parameter mayHandIn: whether the details are handed in next if the creditor is not active.
    case read(mayHandIn: Bool)
    /// Hands the details in, for the version of the record that was read.
    case handIn(version: String?)
}
