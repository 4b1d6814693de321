import Reminders
import Testing

@testable import Worker

struct LineHoldTests {
    @Test func fourUnheededOutcomesHoldTheLineAndOneHeededLetsItGo() {
        let hold = LineHold()
        hold.ended(unaccepted: 3)
        #expect(!hold.isWaitingForHeed)
        hold.ended(unaccepted: 1)
        #expect(hold.isWaitingForHeed)
        hold.heeded(1)
        #expect(!hold.isWaitingForHeed)
        #expect(!hold.isForGood)
        hold.holdForGood()
        #expect(hold.isForGood)
    }
}
