import EnqueueStore
import Foundation
import Reminders
import Testing

@testable import Producer

/// Reading ahead changes nothing but when things are read.
struct ReadAheadSourceTests {
    private struct Broken: Error {}

    /// Numbers, and how many portions were asked for.
    private final class Numbers: LoadSource {
        private let count: Int
        private let breaksAfter: Int
        private let asked: @Sendable () -> Void
        private var given = 0
        let refused = 3

        init(_ count: Int, breaksAfter: Int = .max, asked: @escaping @Sendable () -> Void = {}) {
            self.count = count
            self.breaksAfter = breaksAfter
            self.asked = asked
        }

        func next(_ limit: Int) throws -> [LoadLine] {
            asked()
            if given >= breaksAfter { throw Broken() }
            let numbers = (given..<min(given + limit, count)).map { "\($0 + 1)" }
            given += numbers.count
            return numbers.map { LoadLine(Self.invoice($0), known: KnownFields()) }
        }

        func finish() throws { if count == 7 { throw Broken() } }

        private static func invoice(_ number: String) -> Invoice {
            Invoice(
                number: InvoiceNumber(number)!,
                debtor: Debtor(
                    name: "Påhittade Båtar AB", isCompany: true, addressLine: "Låtsasgatan 1",
                    zipCode: "41119", city: "Göteborg"),
                invoiceDate: CalendarDate(iso: "2026-09-01")!,
                dueDate: CalendarDate(iso: "2026-10-01")!, remaining: Ore(50_00))
        }
    }

    /// `@unchecked Sendable`: `value` is reached with `lock` held only.
    private final class Counter: @unchecked Sendable {
        private let lock = NSLock()
        private var value = 0
        func add() { lock.withLock { value += 1 } }
        var count: Int { lock.withLock { value } }
    }

    private func numbers(_ lines: [LoadLine]) -> [String] { lines.map(\.invoice.number.written) }

    @Test(arguments: [0, 1, 10, 25, 30])
    func theSameLinesComeInTheSameOrder(count: Int) throws {
        let source = ReadAheadSource { Numbers(count) }
        var found: [String] = []
        while case let lines = try source.next(10), !lines.isEmpty { found += numbers(lines) }
        #expect(found == (0..<count).map { "\($0 + 1)" })
        #expect(source.refused == 3)
        try source.finish()
        #expect(try source.next(10).isEmpty)
    }

    @Test func whatTheSourceThrowsIsThrownAfterTheLinesBefore() throws {
        let source = ReadAheadSource { Numbers(100, breaksAfter: 20) }
        #expect(numbers(try source.next(10)).first == "1")
        #expect(numbers(try source.next(10)).first == "11")
        #expect(throws: Broken.self) { try source.next(10) }
    }

    @Test func whatItCannotBeMadeOfIsThrownAtTheFirstLine() {
        let source = ReadAheadSource<Numbers> { throw Broken() }
        #expect(throws: Broken.self) { try source.next(10) }
    }

    @Test func itsEndIsTheSourcesOwn() throws {
        let source = ReadAheadSource { Numbers(7) }
        while case let lines = try source.next(10), !lines.isEmpty {}
        #expect(throws: Broken.self) { try source.finish() }
    }

    @Test func aFileThatNoLongerComesIsNotWaitedForForEver() throws {
        let gate = DispatchSemaphore(value: 0)
        gate.signal()
        let source = ReadAheadSource(patience: .milliseconds(100)) {
            Numbers(100) { _ = gate.wait(timeout: .now() + .seconds(3)) }
        }
        #expect(numbers(try source.next(10)).first == "1")
        #expect(throws: BatchFile.Problem.self) { try source.next(10) }
    }

    /// A load that fails reads no million lines for nobody, and leaves no thread behind.
    @Test func whoWantsNoMoreStopsTheReading() throws {
        let portions = Counter()
        do {
            let source = ReadAheadSource { Numbers(1_000_000) { portions.add() } }
            _ = try source.next(10)
        }
        let read = portions.count
        #expect((1...3).contains(read))
    }
}
