/// Connections in the order in which they began to wait. Who has moved on stays in it until it is
/// met, so that nothing is searched for.
struct StampedQueue {
    struct Element {
        let id: ObjectIdentifier
        let stamp: UInt64
    }
    enum Verdict {
        case wanted
        /// Waits, and is not of those that are looked for.
        case other
        /// Waits no longer.
        case gone
    }

    private var elements: [Element] = []
    private var first = 0

    mutating func append(_ id: ObjectIdentifier, _ stamp: UInt64) {
        elements.append(Element(id: id, stamp: stamp))
    }

    /// Takes out the first that is wanted.
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

    /// Forgets those that have moved on, when they are more than those that wait.
    mutating func tidy(live: Int, _ isCurrent: (Element) -> Bool) {
        guard elements.count > 2 * live + 64 else { return }
        elements = elements[first...].filter(isCurrent)
        first = 0
    }
}
