/// The number of a run (`run.id`), by which operators and URLs name it.
package struct RunID: Identifier {
    package let rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }
}
