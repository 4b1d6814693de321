/// What the README tells a reader to type.
enum Readme {
    /// The lines of the code blocks marked `sh`, without comments and empty lines; 1-based.
    static func commands(in text: SourceText) -> [(line: Int, words: [String])] {
        var inside = false
        var found: [(line: Int, words: [String])] = []
        for (index, line) in text.lines.enumerated() {
            if line.hasPrefix("```") {
                inside = !inside && (line == "```sh" || line.hasPrefix("```sh "))
            } else if inside {
                let words = line.split(separator: " ").map(String.init)
                if let first = words.first, !first.hasPrefix("#") {
                    found.append((index + 1, words))
                }
            }
        }
        return found
    }

    /// Where links of a document lead, without their fragments; 1-based lines.
    static func links(in text: SourceText) -> [(line: Int, target: String)] {
        var found: [(line: Int, target: String)] = []
        for (index, line) in text.lines.enumerated() {
            var rest = line[...]
            while let start = rest.firstRange(of: "](") {
                rest = rest[start.upperBound...]
                let target = rest.prefix { $0 != ")" && $0 != "#" }
                if !target.isEmpty { found.append((index + 1, String(target))) }
            }
        }
        return found
    }

    /// Commands of the README that nobody could run.
    /// - Parameters:
    ///   - subcommands: the words that may follow `paminn`.
    ///   - isExecutable: whether a path of the repository is a program.
    static func findings(
        in text: SourceText, subcommands: Set<String>, isExecutable: (String) -> Bool
    ) -> [Finding] {
        var found: [Finding] = []
        for (line, words) in commands(in: text) {
            for (index, word) in words.enumerated() {
                let next = index + 1 < words.count ? words[index + 1] : ""
                // The value of an option: `--product paminn`.
                if index > 0, words[index - 1].hasPrefix("--") { continue }
                if word == "paminn" || word.hasSuffix("/paminn"), !next.hasPrefix("-"),
                    !subcommands.contains(next)
                {
                    found.append(
                        Finding(path: text.path, line: line, what: "no command paminn \(next)"))
                }
                if word.hasPrefix("Tests/") || word.hasPrefix("deploy/"), index == 0,
                    !isExecutable(word)
                {
                    found.append(Finding(path: text.path, line: line, what: "no program \(word)"))
                }
            }
        }
        return found
    }

    /// The names of the commands that these files declare, given or derived from the type's name
    /// as swift-argument-parser does (`MakeCoffee` is `make-coffee`).
    static func subcommands(declaredIn files: [SourceText]) -> Set<String> {
        var names: Set<String> = []
        for line in files.flatMap(\.lines) {
            if let range = line.firstRange(of: "commandName: \"") {
                names.insert(String(line[range.upperBound...].prefix { $0 != "\"" }))
            }
            guard line.contains("ParsableCommand"), let range = line.firstRange(of: "struct ")
            else {
                continue
            }
            let type = line[range.upperBound...].prefix { $0.isLetter || $0.isNumber }
            names.insert(
                type.reduce(into: "") { name, letter in
                    if letter.isUppercase, !name.isEmpty { name.append("-") }
                    name.append(contentsOf: letter.lowercased())
                })
        }
        return names
    }
}
