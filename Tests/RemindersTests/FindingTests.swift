import Reminders
import Testing

struct FindingTests {
    private func reminder(
        _ state: ReminderState, doubtSince: Int64? = nil, releasedAt: Int64? = nil,
        amiliDoubtSince: Int64? = nil
    ) -> OpenReminder {
        OpenReminder(
            position: 1, state: state, attempts: 0, doubtSince: doubtSince,
            number: InvoiceNumber("1")!, invoice: nil, releasedAt: releasedAt,
            amiliDoubtSince: amiliDoubtSince)
    }

    private func found(_ id: String, at seconds: Int64, isOpen: Bool = true) -> FoundCase {
        FoundCase(invoiceKey: "1", caseID: id, isOpen: isOpen, createdAt: seconds)
    }

    private func finding(
        _ reminder: OpenReminder, _ cases: [FoundCase], skew: Int64 = 0, doubtIsOver: Bool = false,
        conflictSince: Int64? = nil, lost: [LostTime] = []
    ) -> Finding {
        Finding.of(
            reminder, cases: cases, clockSkew: skew, doubtIsOver: doubtIsOver,
            conflictSince: conflictSince, lostTimes: lost)
    }

    @Test func anInvoiceThatAmiliDoesNotKnowMayBeSent() {
        #expect(finding(reminder(.queued), []) == .free)
    }

    @Test func anOpenCaseOfSomebodyElseGoesBeforeAClosedOne() {
        let (open, closed) = (found("o", at: 5), found("c", at: 9, isOpen: false))
        #expect(finding(reminder(.queued), [closed, open]) == .skip(.alreadyAtAmili))
        #expect(finding(reminder(.queued), [closed]) == .skip(.closedAtAmili))
    }

    @Test func doubtEndsOnlyWithACaseOrWithTime() {
        let doubtful = reminder(.uncertain, doubtSince: 100)
        #expect(finding(doubtful, []) == .stillUncertain)
        #expect(finding(doubtful, [], doubtIsOver: true) == .notThere)
        #expect(finding(doubtful, [found("x", at: 101)]) == .ours(found("x", at: 101), rivals: []))
    }

    @Test func aCaseFromBeforeTheDoubtIsNotOurs() {
        let doubtful = reminder(.uncertain, doubtSince: 100)
        let old = found("old", at: 50)
        #expect(finding(doubtful, [old]) == .stillUncertain)
        #expect(finding(doubtful, [old], doubtIsOver: true) == .skip(.alreadyAtAmili))
    }

    @Test func amilisClockIsMeasuredAgainstTheDatabases() {
        let doubtful = reminder(.uncertain, doubtSince: 1000)
        // Amili is a minute ahead: what it dates 1030 was made at 970.
        #expect(finding(doubtful, [found("x", at: 1030)], skew: 60) == .stillUncertain)
        #expect(
            finding(doubtful, [found("x", at: 1061)], skew: 60)
                == .ours(found("x", at: 1061), rivals: []))
        #expect(
            finding(doubtful, [found("x", at: 945)], skew: -60)
                == .ours(found("x", at: 945), rivals: []))
    }

    @Test func twoSecondsAreForgivenAndNoMore() {
        let doubtful = reminder(.uncertain, doubtSince: 100)
        #expect(finding(doubtful, [found("x", at: 98)]) == .ours(found("x", at: 98), rivals: []))
        #expect(finding(doubtful, [found("x", at: 97)]) == .stillUncertain)
    }

    @Test func aDoubtOnceSettledIsRemembered() {
        let again = reminder(.queued, doubtSince: 100)
        #expect(
            finding(again, [found("late", at: 105)]) == .ours(found("late", at: 105), rivals: []))
        #expect(finding(again, [found("old", at: 50)]) == .skip(.alreadyAtAmili))
        #expect(finding(again, []) == .free)
    }

    @Test func theOldestOpenOneIsOursAndEveryOtherOpenOneARival() {
        let doubtful = reminder(.uncertain, doubtSince: 100)
        let cases = [
            found("third", at: 120), found("closed", at: 101, isOpen: false),
            found("second", at: 110), found("before", at: 20),
        ]
        #expect(
            finding(doubtful, cases)
                == .ours(
                    found("second", at: 110),
                    rivals: [found("third", at: 120), found("before", at: 20)]))
    }

    /// Paid at once, say: it was ours all the same.
    @Test func aClosedCaseFromTheTimeOfDoubtIsOurs() {
        let closed = found("c", at: 101, isOpen: false)
        #expect(
            finding(reminder(.uncertain, doubtSince: 100), [closed]) == .ours(closed, rivals: []))
    }

    // MARK: Clocks that were set, and time that is forgotten

    /// The database's clock was set by five minutes between the letter and the question.
    @Test(arguments: [-300, -4, 4, 300])
    func amilisOwnClockDecidesWhateverBecameOfTheDatabases(step: Int64) {
        let doubtful = reminder(.uncertain, doubtSince: 1000, amiliDoubtSince: 1000)
        let (ours, old) = (found("x", at: 1001), found("old", at: 990))
        #expect(finding(doubtful, [ours], skew: step) == .ours(ours, rivals: []))
        #expect(
            finding(doubtful, [old], skew: step, doubtIsOver: true) == .skip(.alreadyAtAmili))
    }

    @Test(arguments: [true, false])
    func aCaseFromForgottenTimeIsPresumedOurs(isOpen: Bool) {
        let queued = reminder(.queued)
        let lost = [LostTime(since: 100, until: 200), LostTime(since: 500, until: nil)]
        for moment in [98, 100, 199, 498, 500, 9_999] as [Int64] {
            let made = found("x", at: moment, isOpen: isOpen)
            #expect(
                finding(queued, [made], lost: lost)
                    == .ours(made, rivals: [], presumed: .foundAfterSetBack))
        }
        for moment in [97, 200, 497] as [Int64] {
            #expect(
                finding(queued, [found("x", at: moment, isOpen: isOpen)], lost: lost)
                    == .skip(isOpen ? .alreadyAtAmili : .closedAtAmili))
        }
    }

    @Test(arguments: [true, false])
    func aDuplicateOfACaseAsYoungAsTheLetterIsPresumedOurs(isOpen: Bool) {
        let queued = reminder(.queued)
        for moment in [98, 100, 9_999] as [Int64] {
            let made = found("x", at: moment, isOpen: isOpen)
            #expect(
                finding(queued, [made], conflictSince: 100)
                    == .ours(made, rivals: [], presumed: .foundAfterConflict))
        }
        #expect(
            finding(queued, [found("x", at: 97, isOpen: isOpen)], conflictSince: 100)
                == .skip(isOpen ? .alreadyAtAmili : .closedAtAmili))
        #expect(finding(queued, [], conflictSince: 100) == .free)
        #expect(
            finding(reminder(.uncertain, doubtSince: 50), [found("x", at: 60)], conflictSince: 100)
                == .ours(found("x", at: 60), rivals: []))
    }

    /// What is known goes before what is presumed.
    @Test func aDoubtOfItsOwnSaysWhoseACaseIs() {
        let doubtful = reminder(.uncertain, doubtSince: 150, amiliDoubtSince: 150)
        let lost = [LostTime(since: 100, until: 200)]
        let made = found("x", at: 160)
        #expect(finding(doubtful, [made], lost: lost) == .ours(made, rivals: []))
    }

    /// With a case from the forgotten time at Amili, no letter of this doubt can have gone: its
    /// look-up would have kept it back. A colleague's case of the same moment is the rival.
    @Test func aForgottenCaseGoesBeforeOneAsYoungAsTheDoubt() {
        let doubtful = reminder(.uncertain, doubtSince: 140, amiliDoubtSince: 140)
        let lost = [LostTime(since: 100, until: 120)]
        let (forgotten, young) = (found("f", at: 103), found("y", at: 138))
        let both = Finding.ours(forgotten, rivals: [young], presumed: .foundAfterSetBack)
        #expect(finding(doubtful, [forgotten, young], lost: lost) == both)
        #expect(finding(doubtful, [young, forgotten], lost: lost) == both)
        #expect(finding(doubtful, [young], lost: lost) == .ours(young, rivals: []))
    }

    /// An open case needs a human's eye, whichever of the two is ours.
    @Test func aClosedForgottenCaseMakesAnOpenOnePresumed() {
        let doubtful = reminder(.uncertain, doubtSince: 140, amiliDoubtSince: 140)
        let lost = [LostTime(since: 100, until: 120)]
        let (closed, young) = (found("f", at: 103, isOpen: false), found("y", at: 138))
        #expect(
            finding(doubtful, [closed, young], lost: lost)
                == .ours(young, rivals: [], presumed: .foundAfterSetBack))
    }

    @Test func whatAHumanReleasedIsNotPresumedOurs() {
        let lost = [LostTime(since: 100, until: nil)]
        let closed = found("c", at: 150, isOpen: false)
        #expect(finding(reminder(.queued, releasedAt: 300), [closed], lost: lost) == .free)
    }

    // MARK: Released by a human

    @Test func aClosedCaseFromBeforeTheReleaseNoLongerStandsAgainstALetter() {
        let released = reminder(.queued, releasedAt: 100)
        #expect(finding(released, [found("c", at: 50, isOpen: false)]) == .free)
        #expect(
            finding(released, [found("c", at: 150, isOpen: false)]) == .skip(.closedAtAmili))
        let both = [found("c", at: 50, isOpen: false), found("d", at: 150, isOpen: false)]
        #expect(finding(released, both) == .skip(.closedAtAmili))
    }

    @Test func anOpenCaseStandsWhateverAHumanReleased() {
        let released = reminder(.queued, releasedAt: 100)
        #expect(finding(released, [found("o", at: 50)]) == .skip(.alreadyAtAmili))
    }

    /// In doubt about the last moments before the release, a case stands.
    @Test func theReleaseIsMeasuredByAmilisClockTheSaferWay() {
        func at(_ seconds: Int64, skew: Int64) -> Finding {
            finding(
                reminder(.queued, releasedAt: 100), [found("c", at: seconds, isOpen: false)],
                skew: skew)
        }
        #expect(at(98, skew: 0) == .free)
        #expect(at(99, skew: 0) == .skip(.closedAtAmili))
        #expect(at(158, skew: 60) == .free)
        #expect(at(159, skew: 60) == .skip(.closedAtAmili))
        #expect(at(50, skew: -60) == .skip(.closedAtAmili))
    }

    @Test func aReleaseEndsNoDoubt() {
        let doubtful = reminder(.uncertain, doubtSince: 200, releasedAt: 100)
        let old = found("c", at: 50, isOpen: false)
        #expect(finding(doubtful, [old]) == .stillUncertain)
        #expect(finding(doubtful, [old], doubtIsOver: true) == .notThere)
        let ours = found("x", at: 201, isOpen: false)
        #expect(finding(doubtful, [old, ours]) == .ours(ours, rivals: []))
    }
}
