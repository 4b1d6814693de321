import Testing

@Suite struct TreeTests {
    @Test(arguments: Rule.all)
    func theWholeTreeKeeps(rule: Rule) throws {
        let files = try Tree.files()
        #expect(files.contains { $0.path == "Sources/Reminders/Ore.swift" }, "nothing was read")
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

    @Test func theReadmeNamesOnlyCommandsThatExist() throws {
        let readme = try #require(Tree.read("README.md"))
        let commands = Readme.subcommands(
            declaredIn: try Tree.files().filter { $0.room == "paminn" })
        #expect(!Readme.commands(in: readme).isEmpty, "the README shows no command at all")
        let findings = Readme.findings(
            in: readme, subcommands: commands, isExecutable: Tree.isExecutable)
        for finding in findings { Issue.record("\(finding)") }
    }
}
