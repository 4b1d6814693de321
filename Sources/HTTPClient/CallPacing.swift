/// When the calls of one batch may begin. All of it is asked and told on the client's thread, in
/// nanoseconds of CLOCK_BOOTTIME, and must not block. A call goes by its place in the batch.
package protocol CallPacing: Sendable {
    /// The call is next in line, and a connection is free for it.
    func begin(_ index: Int, at now: Int64) -> CallBeginning

    /// The call that was to begin finds no connection after all, and stays first in line.
    func stays(_ index: Int)

    /// The call begins to be written.
    func written(_ index: Int, at now: Int64)
}
