/// Something in the tree that is not as it should be.
struct Finding: Equatable, CustomStringConvertible {
    let path: String
    /// 1-based.
    let line: Int
    let what: String
    var description: String { "\(path):\(line): \(what)" }
}

/// One habit of the house that a machine can check in one file at a time.
struct Rule: Sendable, CustomStringConvertible {
    let description: String
    let findings: @Sendable (SourceText) -> [Finding]

    static let all: [Rule] = [
        .roomsImportOnlyWhatLiesBelow, .linesFitTheScreen, .filesStayReadable,
        .functionsStayReadable, .nothingIsLeftForLater, .onlyProgramsPrint,
        .noMutexThatTheSanitizerCannotSee, .escapesAreProven, .testsDoNotSleep,
        .nothingOfTheWorkshop, .scriptsBeginStrictly, .filesAreNamedAfterTheirType,
        .statementsStandInStores, .columnsAreReadByName, .wordsOfColumnsAreTypes,
    ]

    /// A rule about single lines: `what` says what is wrong with a line, or nil.
    private static func eachLine(
        _ description: String, _ what: @escaping @Sendable (SourceText, Int) -> String?
    ) -> Rule {
        Rule(description: description) { file in
            file.lines.indices.compactMap { index in
                what(file, index).map { Finding(path: file.path, line: index + 1, what: $0) }
            }
        }
    }

    static let roomsImportOnlyWhatLiesBelow = eachLine("rooms import only what lies below") {
        file, index in
        guard file.isSwift, let room = file.room,
            let module = importedModule(file.codeLines[index])
        else { return nil }
        guard let allowed = Rooms.mayImport[room] else { return "room \(room) is in no table" }
        return allowed.contains(module) ? nil : "\(room) may not import \(module)"
    }

    /// `swift format` measures Swift's code, not its comments.
    static let linesFitTheScreen = eachLine("lines are at most 100 characters") { file, index in
        let line = file.lines[index]
        let isComment = line.drop(while: \.isWhitespace).hasPrefix("//")
        guard file.isSwift ? isComment : file.isScript || file.path.hasSuffix(".sql") else {
            return nil
        }
        return line.count > 100 ? "\(line.count) characters" : nil
    }

    /// Of a test or a script 500: a world and its tests stand together.
    static let filesStayReadable = Rule(description: "files are at most 400 lines") { file in
        let count = file.lines.count - (file.lines.last == "" ? 1 : 0)
        let most = file.path.hasPrefix("Sources/") ? 400 : 500
        guard count > most, file.isSwift || file.isScript || file.path.hasSuffix(".sql") else {
            return []
        }
        return [Finding(path: file.path, line: count, what: "\(count) lines")]
    }

    /// Of a test 70: it tells a story from its beginning to its end.
    static let functionsStayReadable = Rule(description: "functions are at most 45 lines") {
        file in
        guard file.isSwift else { return [] }
        let most = file.path.hasPrefix("Sources/") ? 45 : 70
        return functions(in: file.codeLines).compactMap { function in
            function.count > most
                ? Finding(
                    path: file.path, line: function.lowerBound + 1,
                    what: "a function of \(function.count) lines") : nil
        }
    }

    static let nothingIsLeftForLater = eachLine("nothing is left for later") { file, index in
        // Spelled in halves, or this line would find itself.
        for mark in ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK:"]
        where file.lines[index].contains(mark) { return mark }
        return nil
    }

    static let onlyProgramsPrint = eachLine("only the programs print") { file, index in
        guard file.isSwift, !["paminn", "amili-sandbox", "Benches"].contains(file.room)
        else { return nil }
        return calls("print", in: file.codeLines[index]) ? "print" : nil
    }

    static let noMutexThatTheSanitizerCannotSee = eachLine("no Synchronization") { file, index in
        guard file.isSwift, importedModule(file.codeLines[index]) == "Synchronization" else {
            return nil
        }
        return "ThreadSanitizer does not know its Mutex; lock over pthread_mutex_t"
    }

    static let escapesAreProven = eachLine("a proof stands above each escape") { file, index in
        guard file.isSwift else { return nil }
        let escapes = ["@unchecked Sendable", "nonisolated(unsafe)", "try!", "as!"]
        guard let escape = escapes.first(where: { contains(word: $0, file.codeLines[index]) })
        else { return nil }
        let above = index > 0 ? file.lines[index - 1].drop(while: \.isWhitespace) : ""
        return above.hasPrefix("//") ? nil : "\(escape) without a comment in the line above"
    }

    static let testsDoNotSleep = eachLine("tests do not sleep") { file, index in
        guard file.isSwift, file.path.hasPrefix("Tests/"),
            // One waits for what comes; the other is the clock of a worker under measurement.
            !["Tests/Support/Eventually.swift", "Tests/Benches/MachineTime.swift"]
                .contains(file.path)
        else { return nil }
        let code = file.codeLines[index]
        let sleeps = ["Task.sleep", "Thread.sleep", "Clock().sleep", "Glibc.sleep"]
        if let sleep = sleeps.first(where: { code.contains($0) }) { return sleep }
        return ["usleep", "nanosleep"].first { calls($0, in: code) }
    }

    static let nothingOfTheWorkshop = eachLine("no word of the workshop") { file, index in
        let line = file.lines[index].lowercased()
        let words = [
            " /wo" + "rk/", "\"/wo" + "rk/", "/tmp" + "/h/", "iss" + "ue #", "helper " + "session",
            "lang" + "uage model", "as an " + "ai ", "co-auth" + "ored-by",
        ]
        return words.first { " \(line)".contains($0) }
    }

    static let scriptsBeginStrictly = Rule(description: "shell scripts stop at the first error") {
        file in
        guard file.isScript, file.lines[0].hasSuffix("sh") else { return [] }
        let strict = file.lines.contains { $0.hasPrefix("set -") && $0.contains("eu") }
        return strict ? [] : [Finding(path: file.path, line: 1, what: "no set -eu")]
    }
}

/// The module that a line imports, submodules and kinds left out: `import struct A.B` gives `A`.
func importedModule(_ line: String) -> String? {
    var words = line.split(separator: " ").filter { !$0.hasPrefix("@") }
    if let first = words.first, ["package", "public", "internal", "private"].contains(first) {
        words.removeFirst()
    }
    guard words.count >= 2, words[0] == "import" else { return nil }
    let kinds: Set<Substring> = ["struct", "class", "enum", "func", "protocol", "typealias", "var"]
    let name = kinds.contains(words[1]) && words.count >= 3 ? words[2] : words[1]
    return name.split(separator: ".").first.map(String.init)
}

/// Whether `line` calls the free function `name`.
func calls(_ name: String, in line: String) -> Bool {
    line.ranges(of: "\(name)(").contains { range in
        guard range.lowerBound > line.startIndex else { return true }
        let before = line[line.index(before: range.lowerBound)]
        return !before.isLetter && !before.isNumber && before != "_" && before != "."
    }
}

/// Whether `word` stands in `line` and is not the end of a longer word.
func contains(word: String, _ line: String) -> Bool {
    line.ranges(of: word).contains { range in
        guard range.lowerBound > line.startIndex else { return true }
        let before = line[line.index(before: range.lowerBound)]
        return !before.isLetter && !before.isNumber
    }
}
