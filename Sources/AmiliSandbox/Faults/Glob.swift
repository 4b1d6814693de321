/// Matches patterns as a shell does for file names: `*` stands for any text, `?` for one character.
enum Glob {
    static func matches(_ pattern: String, _ text: String) -> Bool {
        let pattern = Array(pattern)
        let text = Array(text)
        var position = 0
        var place = 0
        // The position of the last star, and the end of the text that it takes so far.
        var star: Int?
        var given = 0
        while place < text.count {
            if position < pattern.count, pattern[position] == "*" {
                star = position
                given = place
                position += 1
            } else if position < pattern.count,
                pattern[position] == "?" || pattern[position] == text[place]
            {
                position += 1
                place += 1
            } else if let star {
                given += 1
                place = given
                position = star + 1
            } else {
                return false
            }
        }
        return pattern[position...].allSatisfy { $0 == "*" }
    }
}
