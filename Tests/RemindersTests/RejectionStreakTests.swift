import Reminders
import Testing

struct RejectionStreakTests {
    private func answers(_ words: [String?]) -> [Bool] {
        var streak = RejectionStreak()
        return words.map { word in
            guard let word else {
                streak.accepted()
                return false
            }
            return streak.rejected(word)
        }
    }

    @Test func theTwentiethEqualRejectionAsksForAHuman() {
        let answers = answers(Array(repeating: "no", count: 20))
        #expect(answers == Array(repeating: false, count: 19) + [true])
    }

    @Test func anAcceptanceBetweenStartsAnew() {
        let words: [String?] = Array(repeating: "no", count: 19) + [nil]
        #expect(!answers(words + words + words).contains(true))
    }

    @Test func anotherMessageStartsAnew() {
        let words = Array(repeating: "no", count: 19) + Array(repeating: "never", count: 19)
        #expect(!answers(words).contains(true))
    }
}
