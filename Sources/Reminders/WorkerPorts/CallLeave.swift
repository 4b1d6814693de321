/// The slots for the calls of the current task. They are a task-local value and not an argument,
/// because a token is fetched for the first call that needs it, many functions below the look-up or
/// letter whose slot pays for it.
package enum CallLeave {
    /// nil: calls of this task need no slots.
    @TaskLocal package static var slots: (any CallSlots)?

    /// Waits for the slot of the next call. To be called before each call.
    /// - Returns: false if the call must not be made.
    package static func taken() async -> Bool {
        guard let slots else { return true }
        return await slots.take()
    }

    /// The callback for `HTTPRequest.onWrite`, which tells `slots` when the call began to be
    /// written; nil without slots.
    package static var onWrite: (@Sendable (_ nanoseconds: Int64) -> Void)? {
        guard let slots else { return nil }
        return { nanoseconds in slots.left(at: BootInstant(nanoseconds: nanoseconds)) }
    }
}
