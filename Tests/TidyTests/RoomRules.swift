/// Habits that make a declaration easy to find.
extension Rule {
    /// Private helpers may stand beside it.
    static let filesAreNamedAfterTheirType = Rule(
        description: "a file holds one type and is named after it"
    ) { file in
        guard file.isSwift, file.path.hasPrefix("Sources/") else { return [] }
        let name = file.path.split(separator: "/").last?.dropLast(".swift".count) ?? ""
        return file.codeLines.indices.compactMap { index in
            guard let type = declaredType(file.codeLines[index]), type != name else { return nil }
            return Finding(path: file.path, line: index + 1, what: "\(type) in \(name).swift")
        }
    }

    static let statementsStandInStores = Rule(description: "SQL stands in the stores") { file in
        let rooms = [
            "Database", "SharedChanges", "EnqueueStore", "QueueStore", "ConsoleStore",
            "OperatorStore", "AccessStore",
        ]
        guard file.isSwift, let room = file.room, !rooms.contains(room) else { return [] }
        return file.codeLines.indices.compactMap { index in
            file.codeLines[index].contains(": String, Statement")
                ? Finding(path: file.path, line: index + 1, what: "a statement in \(room)") : nil
        }
    }

    static let columnsAreReadByName = Rule(description: "columns are read by name") { file in
        guard file.isSwift, file.path.hasPrefix("Sources/"), file.room != "Postgres" else {
            return []
        }
        let read =
            #/\.(?:int|string|bool|double|optionalInt|optionalString|isNull|bytes)\([^,()]+, ?[0-9]/#
        return file.codeLines.indices.compactMap { index in
            file.codeLines[index].firstMatch(of: read).map {
                Finding(path: file.path, line: index + 1, what: "\($0.output)")
            }
        }
    }

    /// What a column says is a type before it is compared.
    static let wordsOfColumnsAreTypes = Rule(description: "no column is compared with a literal") {
        file in
        guard file.isSwift, file.path.hasPrefix("Sources/"), file.room != "Postgres" else {
            return []
        }
        let compared = #/\.(?:string|optionalString)\([^()]*\)(?: \?\? "[^"]*")? [!=]= "/#
        let switched = #/switch (?:try )?\w+\.(?:string|optionalString)\(/#
        return file.lines.indices.compactMap { index in
            let line = file.lines[index]
            guard line.contains(compared) || line.contains(switched) else { return nil }
            return Finding(path: file.path, line: index + 1, what: "a word of a column")
        }
    }
}

/// The type that a line declares for more than its own file, if it does.
private func declaredType(_ line: String) -> String? {
    var words = line.split(separator: " ").filter { !$0.hasPrefix("@") }
    guard !line.hasPrefix(" "),
        words.first.map({ !["private", "fileprivate"].contains($0) }) ?? false
    else { return nil }
    words.removeAll { ["package", "public", "final", "indirect"].contains($0) }
    guard words.count >= 2,
        ["struct", "class", "enum", "actor", "protocol"].contains(String(words[0]))
    else { return nil }
    return String(words[1].prefix { $0.isLetter || $0.isNumber || $0 == "_" })
}
