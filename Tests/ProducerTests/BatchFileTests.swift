import Foundation
import Producer
import Reminders
import Testing

/// The file itself: what is named, what is written beside it, and what is in it at all.
struct BatchFileTests {
    static func withFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "paminn-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    static func source(_ text: String, in folder: String, _ notes: BatchNotes) throws -> BatchSource
    {
        try text.write(toFile: folder + "/batch.csv", atomically: true, encoding: .utf8)
        let file = try BatchFile(folder + "/batch.csv")
        return try BatchSource(file, try file.survey(ReadingRules()), notes: notes)
    }

    /// Opening it would wait for a writer for ever.
    @Test(.timeLimit(.minutes(1))) func aPipeWithoutAWriterIsAnErrorAtOnce() throws {
        try Self.withFolder { folder in
            let pipe = folder + "/pipe"
            #expect(mkfifo(pipe, 0o600) == 0)
            let problem = #expect(throws: BatchFile.Problem.self) { try BatchFile(pipe) }
            #expect(problem == .unreadable("not a regular file; pipe it to `-`"))
            try "x".write(toFile: folder + "/batch.csv", atomically: true, encoding: .utf8)
            let batch = try BatchFile(folder + "/batch.csv")
            #expect(throws: Refusals.CannotWrite.self) { try Refusals(path: pipe, beside: batch) }
        }
    }

    @Test func theRejectsMayNotBeTheBatchUnderAnyName() throws {
        try Self.withFolder { folder in
            let path = folder + "/batch.csv"
            try "\(header)\n\(row())\n".write(toFile: path, atomically: true, encoding: .utf8)
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/link", withDestinationPath: path)
            #expect(link(path, folder + "/hard") == 0)
            let batch = try BatchFile(path)
            for name in [
                "batch.csv", "link", "hard",
                "../\((folder as NSString).lastPathComponent)/batch.csv",
            ] {
                #expect(throws: Refusals.CannotWrite.self) {
                    try Refusals(path: "\(folder)/\(name)", beside: batch)
                }
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix(header))
            try "old, and longer than the new".write(
                toFile: folder + "/rejects", atomically: true, encoding: .utf8)
            _ = try Refusals(path: folder + "/rejects", beside: batch)
            let text = try String(contentsOfFile: folder + "/rejects", encoding: .utf8)
            #expect(text == "line;column;code;reason;remedy\n")
        }
    }

    @Test func aHeaderAloneIsNoMistakeAndRefusedLinesAloneAre() throws {
        try Self.withFolder { folder in
            let notes = BatchNotes()
            for text in ["\(header)\n", "\(header)\nSumma;0\n"] {
                let problem = #expect(throws: BatchFile.Problem.self) {
                    try Self.source(text, in: folder, notes).readThrough()
                }
                #expect(problem == .noInvoices)
            }
            #expect(notes.tally.setAside == [.sum: 1])
            let problem = #expect(throws: BatchFile.Problem.self) {
                try Self.source("\(header)\n\(row(due: "x"))\n", in: folder, notes).readThrough()
            }
            #expect(problem == .nothingUsable)
        }
    }

    @Test func theFilesEncodingAndRepeatedNumbersAreKnownBeforeItIsRead() throws {
        try Self.withFolder { folder in
            let bytes = Array(
                "\(header)\n\(row("1"))\n\(row("1", remaining: "5"))\n\(row("2"))\n".utf16)
            let text = bytes.reduce(into: Data([0xFF, 0xFE])) { data, unit in
                data.append(contentsOf: [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)])
            }
            try text.write(to: URL(filePath: folder + "/batch.csv"))
            let file = try BatchFile(folder + "/batch.csv")
            #expect(file.encoding == .utf16LittleEndian)
            let notes = BatchNotes()
            let source = try BatchSource(file, try file.survey(ReadingRules()), notes: notes)
            try source.readThrough()
            #expect(source.refused == 2)
            #expect(notes.tally.remaining == Ore(100_00))
        }
    }

    /// The key of its run says other bytes than those that would be loaded.
    @Test func aFileThatChangesWhileItIsReadIsNotLoaded() throws {
        try Self.withFolder { folder in
            let text = "\(header)\n\(row())\n"
            try text.write(toFile: folder + "/batch.csv", atomically: true, encoding: .utf8)
            let file = try BatchFile(folder + "/batch.csv")
            let survey = try file.survey(ReadingRules())
            let other = text.replacing("100,00", with: "900,00")
            try #require(other != text && other.utf8.count == text.utf8.count)
            let writer = try FileHandle(forWritingTo: URL(filePath: folder + "/batch.csv"))
            try writer.write(contentsOf: Data(other.utf8))
            try writer.close()
            let problem = #expect(throws: BatchFile.Problem.self) {
                try BatchSource(file, survey, notes: BatchNotes()).readThrough()
            }
            #expect(problem == .changedWhileRead)
        }
    }

    @Test func twoReadingsOfTheSameBytesAreToldApart() {
        let plain = ReadingRules()
        #expect(plain.mark.isEmpty)
        let marks = [
            ReadingRules(totalIsRemaining: true).mark,
            ReadingRules(ignoredColumns: ["Status"]).mark,
            ReadingRules(totalIsRemaining: true, ignoredColumns: ["Status"]).mark,
        ]
        #expect(Set(marks).count == 3 && !marks.contains(""))
        let one = ReadingRules(ignoredColumns: ["A", "b"]).mark
        #expect(one == ReadingRules(ignoredColumns: ["B", "a"]).mark)
    }
}
