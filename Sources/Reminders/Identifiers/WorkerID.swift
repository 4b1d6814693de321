/// The number of a worker (`worker.id`): each start of the program has its own.
package struct WorkerID: Identifier {
    package let rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }
}
