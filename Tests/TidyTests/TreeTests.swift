import Testing

@Suite struct TreeTests {
    @Test(arguments: Rule.all)
    func theWholeTreeKeeps(rule: Rule) throws {
        let files = try Tree.files()
        #expect(files.contains { $0.path == "Sources/Reminders/Invoices/Ore.swift" }, "none read")
        let findings = files.filter { $0.path != "sql/schema.sql" }.flatMap(rule.findings)
        for finding in findings { Issue.record("\(finding)") }
    }

    @Test func everyRoomIsInTheTable() throws {
        let rooms = Set(try Tree.files().compactMap(\.room))
        #expect(rooms.subtracting(Rooms.mayImport.keys).isEmpty)
        #expect(Set(Rooms.mayImport.keys).subtracting(rooms).isEmpty, "rooms that are no more")
    }

    @Test func theTopLevelHoldsOnlyWhatTheUserFixed() throws {
        let others = try Tree.entriesOfTopLevel().filter {
            !$0.hasPrefix(".") && !Tree.topLevel.contains($0)
        }
        #expect(others.isEmpty)
    }

    @Test func everyScriptIsExecutable() throws {
        let scripts = try Tree.files().filter(\.isScript).map(\.path)
        #expect(scripts.contains("Tests/check"))
        #expect(scripts.filter { !Tree.isExecutable($0) }.isEmpty)
    }

    /// What a document may have of lines, so that each is read.
    @Test(arguments: [
        ("README.md", 150), ("Sources/README.md", 400), ("Sources/CONSOLE.md", 200),
        ("Sources/FILES.md", 100), ("Sources/GLOSSARY.md", 100), ("Sources/LIBRARIES.md", 100),
        ("sql/README.md", 200), ("deploy/README.md", 250), ("deploy/RUNBOOK.md", 300),
        ("deploy/SETTINGS.md", 150), ("deploy/LOGS.md", 150), ("deploy/DATABASE.md", 300),
        ("deploy/BOOKKEEPER.md", 250), ("deploy/HOST.md", 150), ("Tests/README.md", 250),
        (".github/CONTRIBUTING.md", 100),
        (".github/CHANGELOG.md", .max),
    ])
    func aDocumentIsShortAndNamesOnlyCommandsThatExist(path: String, most: Int) throws {
        let document = try #require(Tree.read(path), "no \(path)")
        #expect(document.lines.count <= most, "\(path) has \(document.lines.count) lines")
        let commands = Readme.subcommands(
            declaredIn: try Tree.files().filter { $0.room == "paminn" })
        let findings = Readme.findings(
            in: document, subcommands: commands, isExecutable: Tree.isExecutable)
        for finding in findings { Issue.record("\(finding)") }
    }

    /// `Type.function` (`Folder/File.swift`), and `same` for the file before.
    @Test func everyStopOfTheCallPathsIsThere() throws {
        let readme = try #require(Tree.read("Sources/README.md"))
        let text = readme.lines.joined(separator: "\n")
        let paths = try #require(text.split(separator: "### Three call paths").last)
            .prefix { $0 != "#" }
        var file = ""
        var stops = 0
        for stop in paths.matches(of: #/`(\w+)\.(\w+)` \((?:`([\w/]+\.swift)`|same)\)/#) {
            file = stop.output.3.map { "Sources/\($0)" } ?? file
            let source = try #require(Tree.read(file), "no \(file)")
            let name = stop.output.2
            let isThere = source.codeLines.contains {
                $0.contains("func \(name)(")
                    || $0.contains("func \(name)<")
            }
            #expect(isThere, "\(file) has no function \(name)")
            stops += 1
        }
        #expect(stops >= 30)
    }

    @Test func theFirstPageShowsCommands() throws {
        let readme = try #require(Tree.read("README.md"))
        #expect(!Readme.commands(in: readme).isEmpty)
    }

    /// `Folder/File.swift` in a document is the end of some file's path.
    @Test func documentsNameFilesThatAreThere() throws {
        let files = try Tree.files()
        for document in files where document.path.hasSuffix(".md") {
            for (index, line) in document.lines.enumerated() {
                for name in line.matches(of: #/`([\w./-]+\.(?:swift|sql|py|mutant))`/#) {
                    let path = String(name.output.1)
                    // A name on its own may be the end of a kind of name.
                    guard path.contains("/"), !path.contains("NAME"), !path.contains("NNNN") else {
                        continue
                    }
                    let isThere = files.contains {
                        $0.path == path || $0.path.hasSuffix("/\(path)")
                    }
                    #expect(isThere, "\(document.path):\(index + 1): no file \(path)")
                }
            }
        }
    }

    /// Every file that a document links to is there.
    @Test func documentsLinkToWhatIsThere() throws {
        for file in try Tree.files() where file.path.hasSuffix(".md") {
            let folder = file.path.split(separator: "/").dropLast().joined(separator: "/")
            for link in Readme.links(in: file) where !link.target.contains("://") {
                let path = Tree.resolved(link.target, in: folder)
                if Tree.exists(path) { continue }
                Issue.record("\(file.path):\(link.line): no file \(path)")
            }
        }
    }
}
