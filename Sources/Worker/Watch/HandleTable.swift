import NIOConcurrencyHelpers

/// Handles of one metric's series, by numbers from 0. Each is made when it is first needed, and
/// kept: afterwards finding it takes a lock and an array's element.
final class HandleTable<Handle: Sendable>: Sendable {
    private let handles: NIOLockedValueBox<[Handle?]>
    private let make: @Sendable (Int) -> Handle

    init(count: Int, _ make: @escaping @Sendable (Int) -> Handle) {
        handles = NIOLockedValueBox(Array(repeating: nil, count: count))
        self.make = make
    }

    subscript(index: Int) -> Handle {
        handles.withLockedValue { handles in
            if let known = handles[index] { return known }
            let made = make(index)
            handles[index] = made
            return made
        }
    }
}
