/// Patterns of shell file names: `*` any text, `?` one character.
enum Glob {
    static func matches(_ pattern: String, _ text: String) -> Bool {
        let pattern = Array(pattern)
        let text = Array(text)
        var position = 0
        var place = 0
        // Where the last star stood, and up to where the text was given to it.
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
