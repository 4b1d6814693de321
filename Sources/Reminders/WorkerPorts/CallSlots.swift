/// Leave for the calls of one question, or of a letter that needs more than its one call. The
/// first goes in the slot that was taken for it; every further one (a page, a token, a second try)
/// takes a slot of its own.
package protocol CallSlots: Sendable {
    /// Waits for the moment at which the next call may leave.
    /// - Returns: false if none may: it is not to be made.
    func take() async -> Bool

    /// Was a call not let go? What comes of the whole then says nothing of Amili.
    var wasRefused: Bool { get }

    /// The call that was last let go began to be written. Must not block.
    func left(at moment: BootInstant)
}
