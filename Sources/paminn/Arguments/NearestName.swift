/// Finds what somebody may have meant to type.
enum NearestName {
    /// - Returns: of `names` the one with the fewest letters typed wrongly, left out, typed beside
    ///   or exchanged with their neighbour; nil if more than a third of the name would be wrong.
    static func of(_ typed: String, among names: [String]) -> String? {
        let nearest = names.map { (name: $0, distance: distance(typed, $0)) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        guard let nearest, nearest.distance <= max(typed.count, nearest.name.count) / 3 else {
            return nil
        }
        return nearest.name
    }

    /// `Did you mean ‘enqueue’?`, or what to do where nothing is near.
    static func remedy(for typed: String, among names: [String], otherwise: String) -> String {
        of(typed, among: names).map { "Did you mean ‘\($0)’?" } ?? otherwise
    }

    /// Optimal string alignment.
    private static func distance(_ one: String, _ other: String) -> Int {
        let (one, other) = (Array(one.utf8), Array(other.utf8))
        if one.isEmpty || other.isEmpty { return max(one.count, other.count) }
        var before = [Int](repeating: 0, count: other.count + 1)
        var last = Array(0...other.count)
        for row in 1...one.count {
            var current = [row] + [Int](repeating: 0, count: other.count)
            for column in 1...other.count {
                let isSame = one[row - 1] == other[column - 1]
                current[column] = min(
                    last[column] + 1, current[column - 1] + 1,
                    last[column - 1] + (isSame ? 0 : 1))
                if row > 1, column > 1, one[row - 1] == other[column - 2],
                    one[row - 2] == other[column - 1]
                {
                    current[column] = min(current[column], before[column - 2] + 1)
                }
            }
            (before, last) = (last, current)
        }
        return last[other.count]
    }
}
