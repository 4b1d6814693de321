/// The result of `OperatorStore.markAlong`.
package struct Marked: Sendable, Equatable {
    /// Invoices that the call has ticked, or that were ticked before it.
    package let marked: Int
    /// More invoices match than the limit allows.
    package let isCut: Bool
}
