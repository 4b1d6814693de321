import Foundation
import Glibc
import Testing

@testable import AmiliSandbox

/// The two files of a sandbox, below its API.
@Suite struct FileTests {
    /// The bytes of journal and ledger at each sync, and the file that was synced.
    private final class Syncs {
        struct Sync: Equatable {
            let file: String
            let journal: Int
            let ledger: Int
        }
        private let folder: String
        private(set) var all: [Sync] = []

        init(folder: String) { self.folder = folder }

        func note(_ descriptor: Int32) -> Int32 {
            let path = try? FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/self/fd/\(descriptor)")
            all.append(
                Sync(
                    file: URL(fileURLWithPath: path ?? "").lastPathComponent,
                    journal: length("cases.ndjson"), ledger: length("ledger.ndjson")))
            return 0
        }

        private func length(_ name: String) -> Int {
            var facts = stat()
            return stat(folder + "/" + name, &facts) == 0 ? Int(facts.st_size) : -1
        }
    }

    @Test func theLedgerIsWrittenOnlyOnceItsJournalIsOnDisk() throws {
        let folder = SandboxHarness.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let syncs = Syncs(folder: folder)
        let files = try Files(folder: folder) { syncs.note($0) }
        _ = files.append(journal: Array("journal".utf8))
        _ = files.append(ledger: Array("line".utf8))
        try files.commit()
        #expect(
            syncs.all == [
                Syncs.Sync(file: "cases.ndjson", journal: 8, ledger: 0),
                Syncs.Sync(file: "ledger.ndjson", journal: 8, ledger: 5),
            ])
    }

    @Test func aChangeWithoutALetterIsOnDiskTooBeforeItsAnswer() throws {
        let folder = SandboxHarness.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let syncs = Syncs(folder: folder)
        let files = try Files(folder: folder) { syncs.note($0) }
        _ = files.append(journal: Array("journal".utf8))
        try files.commit()
        try files.commit()
        #expect(syncs.all == [Syncs.Sync(file: "cases.ndjson", journal: 8, ledger: 0)])
    }

    @Test func aFileThatCannotBeSyncedEndsTheSandbox() throws {
        for failing in ["cases.ndjson", "ledger.ndjson"] {
            let folder = SandboxHarness.temporaryFolder()
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let syncs = Syncs(folder: folder)
            let files = try Files(folder: folder) { descriptor in
                _ = syncs.note(descriptor)
                return syncs.all.last?.file == failing ? -1 : 0
            }
            _ = files.append(journal: Array("journal".utf8))
            _ = files.append(ledger: Array("line".utf8))
            let error = #expect(throws: SandboxError.self) { try files.commit() }
            #expect(error?.exitCode == 74)
            #expect(error?.description.contains(failing) == true)
        }
    }
}
