import NIOConcurrencyHelpers
import Reminders
import Testing

@testable import Amili

/// Letters that are handed over together.
@Suite(.timeLimit(.minutes(5))) struct LetterBatchTests {
    private func letter(_ number: Int) -> Letter {
        Letter(
            party: Sample.party, invoice: Sample.invoice("\(number)"),
            idempotencyKey: "handle/7-1/\(number)")
    }

    private static func made(_ request: Received) -> ScriptedReply {
        .answer(201, #"{"_status":"OK","_cases":["\#(id(request))"],"_ocr_numbers_ocr":["79"]}"#)
    }

    /// The case that the server makes of a letter.
    private static func id(_ request: Received) -> String { id(number(request)) }

    private static func id(_ number: Int) -> String {
        let digits = "\(number)"
        return String(repeating: "a", count: 24 - digits.count) + digits
    }

    private static func number(_ request: Received) -> Int {
        let key = request.headers["idempotency-key"] ?? ""
        return Int(key.split(separator: "/").last ?? "") ?? 0
    }

    private func accepted(_ number: Int) -> SendOutcome {
        .accepted(caseID: Self.id(number), ocr: "79")
    }

    @Test func eachGetsItsOwnOutcome() async throws {
        let rig = try Rig { request, _ in
            switch Self.number(request) % 5 {
            case 0: Sample.error(400)
            case 1: Sample.error(409)
            case 2: .silence
            default: Self.made(request)
            }
        }
        defer { rig.close() }
        _ = await rig.send(letter(999_983))
        let reports = await rig.send((0..<99).map(letter))
        for (number, report) in reports.enumerated() {
            switch number % 5 {
            case 0: #expect(report.outcome == .rejected)
            case 1: #expect(report.outcome == .conflict)
            case 2: #expect(report.outcome == .unknown(retryAfter: nil))
            default: #expect(report.outcome == accepted(number))
            }
            #expect(report.trace.calls == 1)
            #expect(report.trace.written)
        }
        #expect(rig.otherCalls.count == 100)
        #expect(rig.tokenCalls.count == 1)
    }

    @Test func withoutATokenEachGoesAloneAndOneAsksForIt() async throws {
        let rig = try Rig { request, _ in Self.made(request) }
        defer { rig.close() }
        let pacing = TestPacing()
        let reports = await rig.send((0..<20).map(letter), pacing: pacing)
        #expect(reports.map(\.outcome) == (0..<20).map(accepted))
        #expect(rig.tokenCalls.count == 1)
        #expect(pacing.begun.isEmpty)
        #expect(Set(pacing.alone.map(\.index)) == Set(0..<20))
        #expect(pacing.alone.allSatisfy { !$0.isSlotSpent })
    }

    /// The token dies while the letters are in line: whatever was refused goes again in a slot of
    /// its own, and what had not begun keeps the slot that it has.
    @Test func aTokenThatDiesInTheMiddleCostsNoLetter() async throws {
        let rig = try Rig { request, number in
            number == 1 || request.headers["x-api-key"]?.hasSuffix("-1") == false
                ? Self.made(request) : Sample.error(401)
        }
        defer { rig.close() }
        _ = await rig.send(letter(999_983))
        // Old enough to be thrown away at once.
        rig.wait(.seconds(60))
        let pacing = TestPacing()
        let reports = await rig.send((0..<99).map(letter), pacing: pacing)
        #expect(reports.map(\.outcome) == (0..<99).map(accepted))
        #expect(Set(pacing.alone.map(\.index)) == Set(0..<99))
        let spent = Set(pacing.alone.filter(\.isSlotSpent).map(\.index))
        #expect(spent == Set(pacing.left))
        // Those that were on the wire, and not one more.
        #expect((1...32).contains(spent.count))
        for (index, report) in reports.enumerated() {
            #expect(report.trace.calls >= (spent.contains(index) ? 2 : 1))
        }
        // One of each was taken, and no more.
        let taken = rig.otherCalls.filter { $0.headers["x-api-key"]?.hasSuffix("-1") == false }
        #expect(Set(taken.map(Self.number)).count == taken.count)
    }

    /// A young token rests after a refusal. A letter that begins after the rest says that it has
    /// died, however early its batch was handed over.
    @Test func aRefusalCountsFromTheMomentWhenItsCallBegan() async throws {
        let (gate, open) = AsyncStream<Void>.makeStream()
        let rig = try Rig { request, number in
            if number > 1, request.headers["x-api-key"]?.hasSuffix("-1") == true {
                return Sample.error(401)
            }
            if number > 1 { open.yield() }
            return Self.made(request)
        }
        defer { rig.close() }
        _ = await rig.send(letter(999_983))
        let mayFollow = NIOLockedValueBox(false)
        // The first letter's second call comes after the rest, and waits for the other letter.
        let slots = FirstWaits(gate) { mayFollow.withLockedValue { $0 = true } }
        let pacing = TestPacing(slots: slots) { index, now in
            if index == 0 || mayFollow.withLockedValue({ $0 }) { return .now }
            // If it is asked while the token rests, it goes alone, and all is as it should be, too.
            return .later(now + .milliseconds(500))
        }
        let reports = await rig.send((0..<2).map(letter), pacing: pacing)
        #expect(reports.map(\.outcome) == (0..<2).map(accepted))
        #expect(rig.tokenCalls.count == 2)
        let refused = rig.otherCalls.filter { $0.headers["x-api-key"]?.hasSuffix("-1") == true }
        #expect(refused.count == 3, "the letter that was taken, and two that were not")
    }

    @Test func aBatchWhoseYoungTokenDiesLosesNoLetter() async throws {
        let rig = try Rig { request, number in
            number == 1 || request.headers["x-api-key"]?.hasSuffix("-1") == false
                ? Self.made(request) : Sample.error(401)
        }
        defer { rig.close() }
        _ = await rig.send(letter(999_983))
        let reports = await rig.send((0..<500).map(letter))
        #expect(reports.indices.allSatisfy { reports[$0].outcome == accepted($0) })
        #expect(rig.tokenCalls.count == 2)
    }

    @Test func whatMayNotBeginIsHeldBack() async throws {
        let rig = try Rig { request, _ in Self.made(request) }
        defer { rig.close() }
        _ = await rig.send(letter(999_983))
        let reports = await rig.send(
            (0..<40).map(letter), pacing: TestPacing { index, _ in index < 10 ? .now : .never })
        for (number, report) in reports.enumerated() {
            #expect(report.outcome == (number < 10 ? accepted(number) : .heldBack))
            #expect(report.trace.written == (number < 10))
        }
        #expect(Set(rig.otherCalls.map(Self.number)) == Set(Array(0..<10) + [999_983]))
    }

    @Test func whatIsToWaitBeginsAtItsMomentAndInItsOrder() async throws {
        let rig = try Rig { request, _ in Self.made(request) }
        defer { rig.close() }
        _ = await rig.send(letter(999_983))
        let first = ClientClock.real.boot() + .milliseconds(200)
        let pacing = TestPacing { index, now in
            let moment = first + .milliseconds(20) * index
            if now < moment { return .later(moment) }
            return .now
        }
        let reports = await rig.send((0..<10).map(letter), pacing: pacing)
        #expect(reports.map(\.outcome) == (0..<10).map(accepted))
        #expect(pacing.begun == Array(0..<10))
        #expect(pacing.left == Array(0..<10))
        #expect(ClientClock.real.boot() >= first + .milliseconds(180))
    }

    /// Cut off: what was on the wire nobody knows of, what was in line is not sent, and each has
    /// one end.
    @Test func aBatchThatIsCutOffEndsEachLetterOnce() async throws {
        let arrived = AsyncStream<Void>.makeStream()
        let rig = try Rig { request, number in
            if number == 1 { return Self.made(request) }
            arrived.continuation.yield()
            return .hang
        }
        defer { rig.close() }
        _ = await rig.send(letter(999_983))
        let sending = Task { await rig.send((0..<99).map(letter)) }
        for await _ in arrived.stream { break }
        sending.cancel()
        let reports = await sending.value
        for report in reports {
            let isWritten = report.trace.written
            #expect(report.outcome == (isWritten ? .unknown(retryAfter: nil) : .notSent))
        }
        #expect(reports.contains { $0.trace.written })
        #expect(reports.contains { !$0.trace.written })
    }
}

/// The first call waits until somebody opens the gate; all others go at once.
private final class FirstWaits: CallSlots {
    private let isFirst = NIOLockedValueBox(true)
    private let gate: AsyncStream<Void>
    private let waits: @Sendable () -> Void

    /// - Parameter waits: called when the first call does.
    init(_ gate: AsyncStream<Void>, waits: @escaping @Sendable () -> Void) {
        self.gate = gate
        self.waits = waits
    }

    var wasRefused: Bool { false }

    func take() async -> Bool {
        let isFirst = self.isFirst.withLockedValue { isFirst in
            defer { isFirst = false }
            return isFirst
        }
        if isFirst {
            waits()
            for await _ in gate { break }
        }
        return true
    }

    func left(at moment: BootInstant) {}
}
