/// The number of a run (`run.id`): what operators and addresses name it by.
package struct RunID: Identifier {
    package let rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }
}
