import NIOConcurrencyHelpers
import Reminders

@testable import Amili

/// Lets every letter go at once, unless told otherwise, and counts.
final class TestPacing: LetterPacing {
    private struct State {
        var begun: [Int] = []
        var left: [Int] = []
        var alone: [(index: Int, isSlotSpent: Bool)] = []
    }
    private let state = NIOLockedValueBox(State())
    private let rule: @Sendable (_ index: Int, _ now: BootInstant) -> LetterBeginning
    private let slots: any CallSlots

    init(
        slots: any CallSlots = AllSlots(),
        _ rule: @escaping @Sendable (_ index: Int, _ now: BootInstant) -> LetterBeginning = {
            _, _ in .now
        }
    ) {
        self.slots = slots
        self.rule = rule
    }

    /// Those that were let go, in this order.
    var begun: [Int] { state.withLockedValue { $0.begun } }
    /// Those that began to be written.
    var left: [Int] { state.withLockedValue { $0.left } }
    /// Those that went one by one, and whether their slots were used up.
    var alone: [(index: Int, isSlotSpent: Bool)] { state.withLockedValue { $0.alone } }

    func slot(_ index: Int) -> BootInstant { BootInstant(nanoseconds: 0) }

    func begin(_ index: Int, at now: BootInstant) -> LetterBeginning {
        let answer = rule(index, now)
        if answer == .now { state.withLockedValue { $0.begun.append(index) } }
        return answer
    }

    func stays(_ index: Int) { state.withLockedValue { $0.begun.removeAll { $0 == index } } }

    func left(_ index: Int, at moment: BootInstant) {
        state.withLockedValue { $0.left.append(index) }
    }

    func slots(_ index: Int, isSlotSpent: Bool) -> any CallSlots {
        state.withLockedValue { $0.alone.append((index, isSlotSpent)) }
        return slots
    }
}

/// As many as are wanted.
struct AllSlots: CallSlots {
    var wasRefused: Bool { false }
    func take() async -> Bool { true }
    func left(at moment: BootInstant) {}
}

extension AmiliClient {
    /// A batch of one.
    func sendOne(_ letter: Letter, startBy: BootInstant) async -> SendReport {
        await sendAll([letter], startBy: startBy, pacing: TestPacing())[0]
    }

    /// - Returns: in the order of the letters.
    func sendAll(
        _ letters: [Letter], startBy: BootInstant, pacing: TestPacing
    ) async -> [SendReport] {
        let reports = NIOLockedValueBox<[Int: SendReport]>([:])
        await send(letters, startBy: startBy, pacing: pacing) { ends in
            reports.withLockedValue { reports in
                for end in ends {
                    precondition(reports[end.index] == nil, "one end for each letter")
                    reports[end.index] = end.report
                }
            }
        }
        return reports.withLockedValue { reports in
            letters.indices.map { index in
                guard let report = reports[index] else {
                    preconditionFailure("a letter without an end")
                }
                return report
            }
        }
    }
}
