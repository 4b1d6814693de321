import Foundation
import TestSupport
import Testing

/// Whatever people's data go through, none of them stands in a log, a metric, an address, a process
/// list or the record of evidence, in any spelling.
@Suite(.serialized, .timeLimit(.minutes(10))) struct PersonalDataTests {
    /// The facts that PostgreSQL logs besides statements.
    enum Logging: CaseIterable, Sendable {
        /// All that it can.
        case loud
        /// As deploy/LOGS.md wants it.
        case quiet
    }

    private static let loudest = [
        "log_statement=all", "log_min_error_statement=error", "log_parameter_max_length=-1",
        "log_parameter_max_length_on_error=-1", "log_error_verbosity=verbose",
    ]

    /// Runs the document's lines in a database.
    private static func quieten(_ installation: Installation) async throws {
        let document = try String(
            contentsOfFile: Place.repository + "/deploy/LOGS.md", encoding: .utf8)
        let lines = document.split(separator: "\n").filter {
            $0.hasPrefix("alter database paminn set log_")
        }
        try #require(lines.count == 3)
        let name = try #require(
            installation.database.matches(of: /dbname=(test_\w+)/).last?.1)
        try await installation.query(
            lines.joined(separator: "\n")
                .replacingOccurrences(of: "database paminn ", with: "database \(name) "))
    }

    @Test(arguments: Logging.allCases)
    func nothingOfAPersonStandsWhereNobodyLooksForIt(logging: Logging) async throws {
        try await PrivateCluster.with(Self.loudest) { cluster in
            try await Installation.with(server: cluster.server) { installation in
                if logging == .quiet { try await Self.quieten(installation) }
                var trail = PersonalTrail(installation)
                try await trail.enqueue()
                try await trail.work()
                try await trail.lookAtThePage()
                try await trail.askAll()
                for place in trail.places {
                    let found = PersonalData.found(in: place.bytes)
                    #expect(found == [], "in \(place.name)")
                }
                #expect(trail.places.count > 40)
                try Self.judge(ServerLog(try cluster.log), logging)
            }
        }
    }

    /// No statement of ours has a value in its text. What the server adds by itself, the operator
    /// can switch off.
    private static func judge(_ log: ServerLog, _ logging: Logging) throws {
        #expect(log.count("LOG") > 100 && log.count("ERROR") > 0 && log.count("STATEMENT") > 0)
        switch logging {
        case .quiet: #expect(log.personal == [:])
        case .loud:
            #expect(Set(log.personal.keys).isSubset(of: ["DETAIL", "CONTEXT"]), "\(log.personal)")
            // Parameters and rows: without them this test would see nothing at all.
            #expect(log.personal["DETAIL"]?.isEmpty == false)
        }
    }

    /// The search itself: what it must see, and what it must not.
    @Test(arguments: [
        "Ulfhildura", "name=PERSONLÖSDOTTER", "namn=Personl%C3%B6sdotter", "personl%f6sdotter",
        #"{"n":"Personl\u00F6sdotter"}"#, #"Personl\u{F6}sdotter"#, "Personl&#246;sdotter",
        "personlo%CC%88sdotter", "personlosdotter", "Personlo\u{308}sdotter",
        #"\x506572736f6e6cc3b673646f74746572"#,
        "199107289804", "910728-9804", "19910728+9804", "910728%2D9804", "+46 70-174 06 91",
        "0701740691", "to <HÖNSHUSET@undermattan.example>",
    ])
    func theSearchSeesEverySpelling(text: String) {
        #expect(PersonalData.found(in: text) != [])
        #expect(PersonalData.found(in: "a line without any of them, 2026-06-01 1234567890") == [])
    }
}
