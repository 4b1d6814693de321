/// Decides when the calls of one batch may begin. All functions are called on the client's thread
/// and must not block. Times are nanoseconds of CLOCK_BOOTTIME. A call is named by its place in the
/// batch.
package protocol CallPacing: Sendable {
    /// Decides whether the call may begin. It is next in line, and a connection is free for it.
    func begin(_ index: Int, at now: Int64) -> CallBeginning

    /// Tells that `begin` allowed the call, but it found no connection; it stays first in line.
    func stays(_ index: Int)

    /// Tells that the call begins to be written.
    func written(_ index: Int, at now: Int64)
}
