import Reminders
import Testing

struct ReminderStateTests {
    @Test func onlyTheQueuedAndTheUncertainAreNotFinal() {
        let open = ReminderState.allCases.filter { !$0.isFinal }
        #expect(open == [.queued, .uncertain])
    }

    @Test func eachStateHasALetterAndAWordOfItsOwn() {
        let letters = ReminderState.allCases.map { String($0.rawValue) }.joined()
        #expect(letters == "quarsfcm")
        #expect(Set(ReminderState.allCases.map(\.word)).count == ReminderState.allCases.count)
        for state in ReminderState.allCases {
            #expect(state.word.first == state.rawValue)
        }
    }
}
