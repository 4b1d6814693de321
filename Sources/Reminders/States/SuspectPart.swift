/// The limits for parts that may be the reason why their workers end.
package enum SuspectPart {
    /// The number of workers that must die while a letter of the part may have been on the wire
    /// before the part is stuck.
    package static let limit = 3
    /// The time after which a stuck part is tried again by itself.
    package static let stuckFor = Duration.seconds(3600)
}
