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
