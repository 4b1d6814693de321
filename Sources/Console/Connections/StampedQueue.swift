/// A queue of connections in the order in which they began to wait. A connection that waits no
/// longer stays in it until `pop` or `tidy` meets it, so that leaving takes no search.
struct StampedQueue {
    /// A connection, and its stamp when it was appended.
    struct Element {
        let id: ObjectIdentifier
        let stamp: UInt64
    }
    /// The judgement of an element by the caller of `pop`.
    enum Verdict {
        case wanted
        /// Still waits, but is not looked for.
        case other
        /// Waits no longer, and may be dropped.
        case gone
    }

    private var elements: [Element] = []
    /// The index of the first element; those before it are dropped.
    private var first = 0

    /// - Parameter stamp: higher than any before.
    mutating func append(_ id: ObjectIdentifier, _ stamp: UInt64) {
        elements.append(Element(id: id, stamp: stamp))
    }

    /// Returns the first element that is wanted. Elements at the head that are gone are dropped on
    /// the way. A wanted one behind others stays in the queue, to be found gone later.
    /// - Returns: nil if none is wanted.
    mutating func pop(_ verdict: (Element) -> Verdict) -> Element? {
        for index in first..<elements.count {
            let element = elements[index]
            switch verdict(element) {
            case .gone: if index == first { first += 1 }
            case .other: continue
            case .wanted:
                if index == first { first += 1 }
                return element
            }
        }
        return nil
    }

    /// Drops elements that wait no longer, once they outnumber those that may still wait.
    /// - Parameters:
    ///   - live: the number of open connections.
    ///   - isCurrent: whether an element still waits.
    mutating func tidy(live: Int, _ isCurrent: (Element) -> Bool) {
        guard elements.count > 2 * live + 64 else { return }
        elements = elements[first...].filter(isCurrent)
        first = 0
    }
}
