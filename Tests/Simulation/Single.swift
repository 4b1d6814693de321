/// A value that everybody in one simulation shares.
// Sendable: one thread drives a simulation and runs all of its tasks; nobody else touches `value`.
final class Single<Value>: @unchecked Sendable {
    private var value: Value

    init(_ value: Value) { self.value = value }

    func with<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        try body(&value)
    }
}
