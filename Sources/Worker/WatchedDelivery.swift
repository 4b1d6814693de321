import Reminders

/// The way to Amili, which notes letters and look-ups in `Activity`, and the end of every call in
/// `WorkerWatch`.
struct WatchedDelivery: Delivery {
    private let delivery: any Delivery
    private let activity: Activity
    private let watch: WorkerWatch
    private let time: any Timekeeper

    init(
        _ delivery: any Delivery, _ activity: Activity, _ watch: WorkerWatch,
        _ time: any Timekeeper
    ) {
        self.delivery = delivery
        self.activity = activity
        self.watch = watch
        self.time = time
    }

    func lookUp(_ question: Question, startBy: BootInstant) async -> LookUpReport {
        activity.acts { $0.lookUps += 1 }
        let report = await activity.waiting(for: .lookUp, nil) {
            await delivery.lookUp(question, startBy: startBy)
        }
        activity.acts()
        watch.called(.lookUp, CallEnding(report.outcome), report.trace, at: time.now())
        return report
    }

    func send(
        _ letters: [Letter], startBy: BootInstant, pacing: any LetterPacing,
        ended: @escaping @Sendable ([LetterEnd]) -> Void
    ) async {
        activity.acts { $0.letters += letters.count }
        await activity.waiting(for: .letter, nil) {
            await delivery.send(letters, startBy: startBy, pacing: pacing) {
                [activity, watch, time] ends in
                activity.acts()
                watch.lettersEnded(ends, at: time.now())
                ended(ends)
            }
        }
    }

    func cases(
        _ list: CaseList, page: Int, of party: AmiliParty, startBy: BootInstant
    ) async -> FollowReport<CasePage> {
        noted(
            .cases, await delivery.cases(list, page: page, of: party, startBy: startBy))
    }

    func creditor(
        _ party: AmiliParty, knowing details: ActivationDetails, startBy: BootInstant
    ) async -> FollowReport<CreditorAtAmili> {
        noted(
            .creditor, await delivery.creditor(party, knowing: details, startBy: startBy))
    }

    func handIn(
        _ details: ActivationDetails, of party: AmiliParty, version: String?,
        startBy: BootInstant
    ) async -> FollowReport<HandedIn> {
        noted(
            .handIn,
            await delivery.handIn(details, of: party, version: version, startBy: startBy))
    }

    private func noted<Value>(
        _ call: WorkerCall, _ report: FollowReport<Value>
    ) -> FollowReport<Value> {
        watch.called(call, CallEnding(report.outcome), report.trace, at: time.now())
        return report
    }
}
