/// The slots for the calls of one look-up, or of a letter that needs more than one call. The first
/// call uses the slot that was already taken; each further call (a page, a token, a retry) takes a
/// new one.
package protocol CallSlots: Sendable {
    /// Waits until the next call may leave.
    /// - Returns: false if the call must not be made.
    func take() async -> Bool

    /// Whether `take` refused a call. If it did, the outcome of the look-up or letter says nothing
    /// about Amili.
    var wasRefused: Bool { get }

    /// Tells that the call which `take` last allowed began to be written. Must not block.
    func left(at moment: BootInstant)
}
