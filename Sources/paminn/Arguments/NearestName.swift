/// Suggests the name that a mistyped word most likely stands for.
enum NearestName {
    /// Finds the name at the smallest distance from a word. A letter that is wrong, missing, added,
    /// or exchanged with its neighbour counts one.
    /// - Returns: nil if more than a third of the longer of the two would be wrong. Of names at
    ///   equal distance, the first in alphabetical order.
    static func of(_ typed: String, among names: [String]) -> String? {
        let nearest = names.map { (name: $0, distance: distance(typed, $0)) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        guard let nearest, nearest.distance <= max(typed.count, nearest.name.count) / 3 else {
            return nil
        }
        return nearest.name
    }

    /// The remedy for a word that is no name: `Did you mean ‘enqueue’?`, or `otherwise` if no name
    /// is near.
    static func remedy(for typed: String, among names: [String], otherwise: String) -> String {
        of(typed, among: names).map { "Did you mean ‘\($0)’?" } ?? otherwise
    }

    /// The optimal string alignment distance (Damerau–Levenshtein in which no substring is edited
    /// twice), by UTF-8 bytes. It keeps three rows of the table.
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
