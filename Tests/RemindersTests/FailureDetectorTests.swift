import Reminders
import Testing

struct FailureDetectorTests {
    private func moment(_ milliseconds: Int64) -> BootInstant {
        BootInstant(nanoseconds: milliseconds * 1_000_000)
    }

    private func look(
        _ watch: inout FailureDetector, _ beat: Int64?, at milliseconds: Int64, took: Int64 = 0
    ) -> [Sighting] {
        let sightings = beat.map { [Sighting(worker: 7, beat: $0)] } ?? []
        return watch.look(
            sightings, asked: moment(milliseconds), answered: moment(milliseconds + took))
    }

    @Test func aBeatThatStandsStillForTheLeaseIsADeath() {
        var watch = FailureDetector(lease: .seconds(10))
        for second: Int64 in 0...9 {
            let dead = look(&watch, 4, at: second * 1000)
            #expect(dead == [])
        }
        let dead = look(&watch, 4, at: 10_000)
        #expect(dead == [Sighting(worker: 7, beat: 4)])
    }

    @Test func aBeatThatMovesStartsTheTimeAnew() {
        var watch = FailureDetector(lease: .seconds(10))
        for second: Int64 in 0...30 {
            let dead = look(&watch, second / 9, at: second * 1000)
            #expect(dead == [])
        }
    }

    @Test func looksTooFarApartProveNothing() {
        var watch = FailureDetector(lease: .seconds(10))
        for second: Int64 in 0...8 { _ = look(&watch, 4, at: second * 1000) }
        // The watcher itself stood still, or the database was away.
        let afterTheGap = look(&watch, 4, at: 11_000)
        #expect(afterTheGap == [])
        for second: Int64 in 12...20 {
            let dead = look(&watch, 4, at: second * 1000)
            #expect(dead == [])
        }
        let dead = look(&watch, 4, at: 21_000)
        #expect(dead.count == 1)
    }

    @Test func aLookThatTookTooLongProvesNothing() {
        var watch = FailureDetector(lease: .seconds(10))
        for second: Int64 in 0...9 { _ = look(&watch, 4, at: second * 1000) }
        let dead = look(&watch, 4, at: 10_000, took: 1500)
        #expect(dead == [])
    }

    @Test func theTimeCountsFromTheFirstAnswerToTheLastQuestion() {
        var watch = FailureDetector(lease: .seconds(3))
        _ = look(&watch, 4, at: 0, took: 900)
        for time: Int64 in [1000, 2000, 3000] {
            let dead = look(&watch, 4, at: time, took: 900)
            #expect(dead == [])
        }
        let dead = look(&watch, 4, at: 3900, took: 900)
        #expect(dead.count == 1)
    }

    @Test func whoIsGoneIsForgotten() {
        var watch = FailureDetector(lease: .seconds(3))
        for time: Int64 in [0, 1000, 2000] { _ = look(&watch, 4, at: time) }
        _ = look(&watch, nil, at: 2500)
        let dead = look(&watch, 4, at: 3500)
        #expect(dead == [])
    }
}
