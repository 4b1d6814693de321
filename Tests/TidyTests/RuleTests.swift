import Testing

/// Each rule is held against a text that breaks it and one that only looks like it.
@Suite struct RuleTests {
    private func lines(_ rule: Rule, _ path: String, _ text: String) -> [Int] {
        rule.findings(SourceText(path: path, text: text)).map(\.line)
    }

    @Test func anImportOfAHigherRoomIsFound() {
        let rule = Rule.roomsImportOnlyWhatLiesBelow
        let bad = "import Glibc\nimport Amili\npackage import struct Database.Row\n"
        #expect(lines(rule, "Sources/Worker/A.swift", bad) == [2, 3])
        #expect(lines(rule, "Sources/paminn/A.swift", bad) == [])
        #expect(lines(rule, "Sources/Stranger/A.swift", "import Foundation") == [1])
        let attributed = "// import Amili\n@preconcurrency import Amili"
        #expect(lines(rule, "Sources/Worker/A.swift", attributed) == [2])
    }

    @Test func aLineOfMoreThanAHundredCharactersIsFound() {
        let long = String(repeating: "å", count: 101)
        #expect(lines(.linesFitTheScreen, "Tests/A.swift", "a\n  //\(long)") == [2])
        #expect(lines(.linesFitTheScreen, "Tests/A.swift", "//\(long.dropLast(3))") == [])
        #expect(lines(.linesFitTheScreen, "README.md", long) == [])
        #expect(lines(.linesFitTheScreen, "deploy/demo", "#!/bin/sh\n\(long)") == [2])
    }

    @Test func aFileThatIsTooLongIsFound() {
        let text = String(repeating: "a\n", count: 500)
        #expect(lines(.filesStayReadable, "sql/a.sql", text) == [])
        #expect(lines(.filesStayReadable, "sql/a.sql", text + "b") == [501])
        #expect(lines(.filesStayReadable, "Sources/Worker/A.swift", text) == [500])
        #expect(lines(.filesStayReadable, "Sources/Worker/A.swift", String(text.prefix(800))) == [])
    }

    @Test(arguments: [("Sources/Worker/A.swift", 45), ("Tests/WorkerTests/A.swift", 70)])
    func aFunctionThatIsTooLongIsFound(path: String, most: Int) {
        let body = String(repeating: "    work(\"}\") // }\n", count: most - 1)
        let function = "struct S {\n  func f(a: () -> Void = {}) -> Int {\n\(body)"
        #expect(lines(.functionsStayReadable, path, function + "}\n}") == [2])
        let shorter = function.replacing("work(\"}\") // }\n", with: "", maxReplacements: 1)
        #expect(lines(.functionsStayReadable, path, shorter + "}\n}") == [])
        #expect(lines(.functionsStayReadable, "sql/a.sql", function + "}\n}") == [])
    }

    @Test func aSecondTypeOfAFileIsFound() {
        let rule = Rule.filesAreNamedAfterTheirType
        let text = "struct A {\n    struct C {}\n}\nprivate enum D {}\npackage final class B {}"
        #expect(lines(rule, "Sources/Worker/A.swift", text) == [5])
        #expect(lines(rule, "Tests/WorkerTests/A.swift", text) == [])
        #expect(lines(rule, "Sources/Worker/A.swift", "extension B {}\nenum A {}") == [])
    }

    @Test func aStatementOutsideOfTheStoresIsFound() {
        let text = "enum AStatement: String, Statement {"
        #expect(lines(.statementsStandInStores, "Sources/Console/A.swift", text) == [1])
        #expect(lines(.statementsStandInStores, "Sources/QueueStore/A.swift", text) == [])
    }

    @Test func aColumnReadByItsPositionIsFound() {
        let rule = Rule.columnsAreReadByName
        let text = "let a = rows.int(row, 3)\nlet b = rows.int(row, \"n_q\")\nlet c = x.index(0, 1)"
        #expect(lines(rule, "Sources/QueueStore/A.swift", text) == [1])
        #expect(lines(rule, "Sources/Postgres/A.swift", text) == [])
    }

    @Test func aColumnComparedWithALiteralIsFound() {
        let rule = Rule.wordsOfColumnsAreTypes
        let text = """
            if row.string(0, "state") == "done" {}
            switch row.optionalString(0, "state") ?? "a" {
            let state = row.string(0, "state")
            """
        #expect(lines(rule, "Sources/QueueStore/A.swift", text) == [1, 2])
    }

    @Test func aProtocolsRequirementsHaveNoBodyToMeasure() {
        let text = """
            protocol P {
              func f() -> Int
              init(a: Int)
              var x: Int { get }
            }
            extension P { func g() { Self.init(a: 1).h { 2 } } }
            """
        #expect(functions(in: SourceText(path: "A.swift", text: text).codeLines) == [5...5])
    }

    @Test func aMarkForLaterIsFound() {
        #expect(lines(.nothingIsLeftForLater, "deploy/demo", "a\n# TO" + "DO: b") == [2])
        #expect(lines(.nothingIsLeftForLater, "Sources/A/A.swift", "// FIX" + "ME") == [1])
        #expect(lines(.nothingIsLeftForLater, "Sources/A/A.swift", "let todo = 1") == [])
    }

    @Test func aPrintInARoomIsFound() {
        #expect(lines(.onlyProgramsPrint, "Sources/Worker/A.swift", "a\n    print(b)") == [2])
        #expect(lines(.onlyProgramsPrint, "Sources/paminn/A.swift", "print(b)") == [])
        let others = "fingerprint(b); page.print(b); \"print(b)\" // print(b)"
        #expect(lines(.onlyProgramsPrint, "Sources/Worker/A.swift", others) == [])
    }

    @Test func theSynchronizationModuleIsFound() {
        let rule = Rule.noMutexThatTheSanitizerCannotSee
        #expect(lines(rule, "Tests/A/A.swift", "internal import Synchronization") == [1])
        #expect(lines(rule, "Tests/A/A.swift", "import Foundation // Synchronization") == [])
    }

    @Test(arguments: ["x as! Int", "try! f()", "final class C: @unchecked Sendable {"])
    func anEscapeWithoutAProofIsFound(code: String) {
        let rule = Rule.escapesAreProven
        #expect(lines(rule, "Sources/A/A.swift", code) == [1])
        #expect(lines(rule, "Sources/A/A.swift", "let a = 1\n\(code)") == [2])
        #expect(lines(rule, "Sources/A/A.swift", "  // Only one thread.\n\(code)") == [])
        #expect(lines(rule, "Sources/A/A.swift", "let text = \"\(code)\"") == [])
    }

    @Test func aSleepInATestIsFound() {
        let text = "try await Task.sleep(for: x)\nusleep(5)\nfunc sleep(for span: Duration) {}"
        #expect(lines(.testsDoNotSleep, "Tests/WorkerTests/A.swift", text) == [1, 2])
        #expect(lines(.testsDoNotSleep, "Sources/Worker/A.swift", text) == [])
        #expect(lines(.testsDoNotSleep, "Tests/Support/Eventually.swift", text) == [])
    }

    @Test func aWordOfTheWorkshopIsFound() {
        let bad = "cd /wo" + "rk/main\nsee iss" + "ue #5"
        #expect(lines(.nothingOfTheWorkshop, "README.md", bad) == [1, 2])
        #expect(lines(.nothingOfTheWorkshop, "README.md", "the work/life of an issue") == [])
    }

    @Test func aShellScriptThatRunsOnAfterAnErrorIsFound() {
        #expect(lines(.scriptsBeginStrictly, "deploy/a", "#!/bin/sh\necho a") == [1])
        #expect(lines(.scriptsBeginStrictly, "deploy/a", "#!/bin/bash\nset -euo pipefail") == [])
        #expect(lines(.scriptsBeginStrictly, "deploy/a", "#!/usr/bin/env python3\na") == [])
    }

    @Test func commentsAndStringsAreBlankedAndCodeIsNot() {
        let text = ##"""
            a /* b /* c */ d */ e "f \(g("h")) i" j
            #"k " \#(l) "# m """
              n " o
              """ p "\"" q // r "
            """##
        let blanked = SourceText(path: "A.swift", text: text).codeLines
            .map { $0.split(separator: " ").joined(separator: " ") }
        #expect(blanked == ["a e j", "m", "", "p q"])
    }

    @Test func aCommandThatDoesNotExistIsFoundInTheReadme() {
        let readme = SourceText(
            path: "README.md",
            text: """
                paminn prose
                ```sh
                # paminn comment
                paminn work --once
                PAMINN_IN_FLIGHT=1 .build/debug/paminn wrok
                Tests/chekc --fast
                paminn --help
                ```
                ```text
                paminn output
                ```
                ```sh skip=root
                paminn wrok
                ```
                """)
        let findings = Readme.findings(
            in: readme, subcommands: ["work"], isExecutable: { $0 == "Tests/check" })
        #expect(findings.map(\.line) == [5, 6, 13])
    }

    @Test func commandNamesAreReadFromTheSource() {
        let file = SourceText(
            path: "Sources/paminn/A.swift",
            text: """
                struct PruneAll: AsyncParsableCommand {
                    static let configuration = CommandConfiguration(commandName: "work")
                """)
        #expect(Readme.subcommands(declaredIn: [file]) == ["work", "prune-all"])
    }
}
