/// Sorts cases by their last change, and equals by their creation.
///
/// A case that nobody changed by hand changed when it was made, or twelve days later, when its
/// reminder turned into debt collection. Both kinds are in order already, and only the few others
/// are sorted. So the first page of a million is found without a look at the rest.
struct ChangeOrder {
    private let store: CaseStore
    private let found: CaseStore.Found
    private let now: Moment
    /// Cases before this position have turned into debt collection, except the `others`.
    private let turned: Int
    /// Cases that were changed, or have no reminder, in order; `at` in milliseconds since 1970.
    private let others: [(at: Int64, number: Int32)]

    init(_ store: CaseStore, _ found: CaseStore.Found, _ now: Moment) {
        self.store = store
        self.found = found
        self.now = now
        let period = CaseTimeline.reminderPeriod
        turned = Self.first(in: 0..<found.count) { position in
            store.cases[found[position]].created.milliseconds + period > now.milliseconds
        }
        others = Set(store.timelines.keys).union(store.withoutReminder)
            .filter { number in
                let position = Self.first(in: 0..<found.count) { found[$0] >= Int(number) }
                return position < found.count && found[position] == Int(number)
            }
            .map { (store.timeline(of: Int($0), at: now).updated.milliseconds, $0) }
            .sorted { ($0.at, $0.number) < ($1.at, $1.number) }
    }

    /// The first position from which `isSo` holds, found by bisection; the end if there is none.
    private static func first(in range: Range<Int>, where isSo: (Int) -> Bool) -> Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if isSo(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Merges the three ordered lists: cases that have turned, those that have not, and the others.
    /// - Returns: the numbers of the first `count` cases or, backwards, of the last.
    func numbers(_ count: Int, backwards: Bool) -> [Int] {
        let step = backwards ? -1 : 1
        func range(_ range: Range<Int>) -> (place: Int, end: Int) {
            backwards
                ? (range.upperBound - 1, range.lowerBound - 1)
                : (range.lowerBound, range.upperBound)
        }
        var plain = [
            (range(0..<turned), CaseTimeline.reminderPeriod), (range(turned..<found.count), 0),
        ]
        var other = range(0..<others.count)
        var result: [Int] = []
        while result.count < count {
            var best: Offer?
            func offer(_ at: Int64, _ number: Int32, _ source: Int) {
                let offer = Offer(at: at, number: number, source: source)
                if best.map({ offer.comes(before: $0, backwards: backwards) }) ?? true {
                    best = offer
                }
            }
            for source in plain.indices {
                while plain[source].0.place != plain[source].0.end,
                    isOther(Int32(found[plain[source].0.place]))
                {
                    plain[source].0.place += step
                }
                guard plain[source].0.place != plain[source].0.end else { continue }
                let number = found[plain[source].0.place]
                let created = store.cases[number].created.milliseconds
                offer(created + plain[source].1, Int32(number), source)
            }
            if other.place != other.end {
                offer(others[other.place].at, others[other.place].number, plain.count)
            }
            guard let best else { break }
            result.append(Int(best.number))
            if best.source == plain.count {
                other.place += step
            } else {
                plain[best.source].0.place += step
            }
        }
        return result
    }

    /// The next case of one of the lists that are merged.
    private struct Offer {
        let at: Int64
        let number: Int32
        let source: Int

        func comes(before other: Offer, backwards: Bool) -> Bool {
            backwards
                ? (at, number) > (other.at, other.number)
                : (at, number) < (other.at, other.number)
        }
    }

    /// Whether the case is one of the `others`.
    private func isOther(_ number: Int32) -> Bool {
        store.timelines[number] != nil || !store.cases[Int(number)].remindsFirst
    }
}
