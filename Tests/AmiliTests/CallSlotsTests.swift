import NIOConcurrencyHelpers
import Reminders
import Testing

@testable import Amili

/// No call leaves without a slot of its own: not a token's, not a page's, not a second try's.
@Suite struct CallSlotsTests {
    /// Gives so many, and no more.
    private final class Counter: CallSlots {
        private let state: NIOLockedValueBox<(taken: Int, left: Int, written: Int, isRefused: Bool)>
        init(_ left: Int = .max) { state = NIOLockedValueBox((0, left, 0, false)) }
        var wasRefused: Bool { state.withLockedValue { $0.isRefused } }
        var taken: Int { state.withLockedValue { $0.taken } }
        var written: Int { state.withLockedValue { $0.written } }
        func left(at moment: BootInstant) { state.withLockedValue { $0.written += 1 } }
        func take() async -> Bool {
            state.withLockedValue { state in
                guard state.left > 0 else {
                    state.isRefused = true
                    return false
                }
                state.left -= 1
                state.taken += 1
                return true
            }
        }
    }

    private static let accepted = ScriptedReply.answer(201, "{}")

    @Test func aQuestionTakesOneForTheTokenAndOneForEachList() async throws {
        let rig = try Rig { request, _ in Sample.answer(request, has: ["7000"]) }
        defer { rig.close() }
        let doubtful = Sample.question(Sample.numbers("1", "2"), inDoubt: Sample.numbers("2"))
        let slots = Counter()
        let report = await CallLeave.$slots.withValue(slots) { await rig.lookUp(doubtful) }
        #expect(report.isAnswered)
        #expect(slots.taken == 3)
        #expect(slots.written == 3)
        #expect(rig.server.requests.count == 3)
        #expect(report.trace.calls == 3)
    }

    @Test func aSecondTryWithAFreshTokenTakesTwoMore() async throws {
        let rig = try Rig { _, number in number == 1 ? Sample.error(401) : Self.accepted }
        defer { rig.close() }
        rig.wait(.seconds(10))
        let slots = Counter()
        _ = await rig.send([Sample.letter()], pacing: TestPacing(slots: slots))
        #expect(slots.taken == rig.server.requests.count)
        #expect(slots.written == slots.taken)
    }

    @Test(arguments: 0...1)
    func whatGetsNoSlotIsNotSent(slots: Int) async throws {
        let rig = try Rig { _, _ in Self.accepted }
        defer { rig.close() }
        let counter = Counter(slots)
        let report = await rig.send([Sample.letter()], pacing: TestPacing(slots: counter))[0]
        #expect(report.outcome == .heldBack)
        #expect(!report.trace.written)
        #expect(rig.server.requests.count == slots)
        #expect(counter.written == slots)
        #expect(rig.otherCalls.isEmpty)
    }
}
