/// A living worker and its beat counter, at one look.
package struct Sighting: Sendable, Equatable {
    package let worker: WorkerID
    package let beat: Int64
    package init(worker: WorkerID, beat: Int64) {
        self.worker = worker
        self.beat = beat
    }
}
