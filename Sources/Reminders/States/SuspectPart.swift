/// When a part is taken for what ends its workers.
package enum SuspectPart {
    /// So many workers died while a letter of it may have been on the wire: it is stuck.
    package static let limit = 3
    /// So long after, it is tried once more by itself.
    package static let stuckFor = Duration.seconds(3600)
}
