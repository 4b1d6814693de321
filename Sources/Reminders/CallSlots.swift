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

/// The slots that the calls of the current task go in. A value of the task and not an argument: a
/// token is fetched for the call that needs it first, deep below the question that pays for it.
package enum CallLeave {
    @TaskLocal package static var slots: (any CallSlots)?

    /// Before each call: waits for its slot. Without anybody who counts, all may leave.
    package static func taken() async -> Bool {
        guard let slots else { return true }
        return await slots.take()
    }

    /// Called when the call that may leave begins to be written.
    package static var onWrite: (@Sendable (_ nanoseconds: Int64) -> Void)? {
        guard let slots else { return nil }
        return { nanoseconds in slots.left(at: BootInstant(nanoseconds: nanoseconds)) }
    }
}
