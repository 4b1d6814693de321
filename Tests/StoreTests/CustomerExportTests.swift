import EnqueueStore
import Foundation
import Postgres
import Reminders
import TestSupport
import Testing

@testable import ConsoleStore

/// The answer to a customer who asks what is held about them.
@Suite struct CustomerExportTests {
    /// A new table needs a decision whether it holds something about a customer.
    @Test func everyTableIsDecided() throws {
        let golden = try String(
            contentsOfFile: Place.repository + "/sql/schema.sql", encoding: .utf8)
        let tables = golden.matches(of: /(?m)^CREATE TABLE public\.(\w+) \(/).map {
            String($0.output.1)
        }
        #expect(tables.count > 40)
        #expect(Set(tables) == CustomerData.exported.union(CustomerData.notExported.keys))
        #expect(CustomerData.exported.isDisjoint(with: CustomerData.notExported.keys))
    }

    /// A customer whose every word begins with a mark, and one of another customer and of another
    /// creditor, in every table that is exported.
    @Test func allOfTheCustomerIsToldAndNothingOfAnother() async throws {
        try await StoreHarness.prepare { harness in
            let (one, other) = (
                try await harness.creditor("one"), try await harness.creditor("other")
            )
            try await CustomerWorld.seed(
                harness, one, [("SOKT1", "K1", "sokt"), ("ANNAN2", "K2", "annan")])
            try await CustomerWorld.seed(harness, other, [("SOKT1", "K1", "annan")])
            for (handle, number, word) in [
                ("one", "SOKT1", "sokt"), ("one", "ANNAN2", "annan"), ("other", "SOKT1", "annan"),
            ] { try await CustomerWorld.handOver(harness, handle, number, "K1", word) }
            let records = try await Self.export("K1", one, harness)
            let told = records.map { $0.json + $0.told }.joined(separator: "\n").lowercased()
            // Every table of the database in which a mark stands, found by its catalogue.
            var tables: Set<String> = []
            for (table, word) in try await CustomerWorld.marked("sokt[a-z0-9]*", harness) {
                tables.insert(table)
                #expect(told.contains(word), "\(table): \(word)")
            }
            // These name no invoice and nobody, and hang on a row that does.
            let silent: Set = ["draft_choice", "manual_reminder"]
            #expect(tables == CustomerData.exported.subtracting(silent), "a table is forgotten")
            #expect(Set(records.map(\.table)) == CustomerData.exported)
            #expect(!told.contains("annan") && !told.contains("k2"), "\(told)")
            #expect(!told.contains("anvandare"), "a user's login")
            #expect(records.filter { $0.table == "invoice" }.count == 1)
            for record in records {
                let row = try Self.object(record)
                #expect([nil, Int(one.rawValue)].contains(row["creditor"] as? Int))
                #expect(record.told.split(separator: "\n").count <= row.count)
            }
            let reminder = try #require(records.first { $0.table == "reminder" })
            #expect(try Self.object(reminder)["state"] as? String == "queued")
            #expect(reminder.told.contains("state: queued"))
        }
    }

    @Test func aCustomerOfManyInvoicesIsToldPageByPage() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            _ = try await harness.load(
                try (1...120).map { try CustomerWorld.invoice("F\($0)", "K1", "sokt") },
                of: creditor)
            let records = try await Self.export("K1", creditor, harness)
            for table in ["invoice", "reminder", "permit"] {
                let numbers = try records.filter { $0.table == table }.map {
                    try #require(try Self.object($0)["number"] as? String)
                }
                #expect(numbers.count == 120 && Set(numbers).count == 120, "\(table)")
            }
            #expect(try await Self.export("K", creditor, harness).isEmpty)
            #expect(try await Self.export("", creditor, harness).isEmpty)
        }
    }

    // MARK: The world

    private static func export(
        _ customer: String, _ creditor: CreditorID, _ harness: StoreHarness
    ) async throws -> [CustomerRecord] {
        let taken = Taken()
        let count = try await harness.console.export(customer: customer, of: creditor) {
            taken.records += $0
        }
        #expect(count == taken.records.filter { $0.table == "invoice" }.count)
        return taken.records
    }

    private final class Taken { var records: [CustomerRecord] = [] }

    private static func object(_ record: CustomerRecord) throws -> [String: Any] {
        try #require(
            try JSONSerialization.jsonObject(with: Data(record.json.utf8)) as? [String: Any])
    }
}
