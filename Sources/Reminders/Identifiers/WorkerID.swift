/// The number of a worker (`worker.id`). Each start of the program has a new one.
package struct WorkerID: Identifier {
    package let rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }
}
