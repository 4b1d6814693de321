import Reminders

/// The way to Amili, which notes letters and look-ups in `Activity`. Other questions pass through
/// as they are.
struct WatchedDelivery: Delivery {
    private let delivery: any Delivery
    private let activity: Activity

    init(_ delivery: any Delivery, _ activity: Activity) {
        self.delivery = delivery
        self.activity = activity
    }

    func lookUp(_ question: Question, startBy: BootInstant) async -> LookUpReport {
        activity.acts { $0.lookUps += 1 }
        let report = await activity.waiting(for: .lookUp, nil) {
            await delivery.lookUp(question, startBy: startBy)
        }
        activity.acts()
        return report
    }

    func send(
        _ letters: [Letter], startBy: BootInstant, pacing: any LetterPacing,
        ended: @escaping @Sendable ([LetterEnd]) -> Void
    ) async {
        activity.acts { $0.letters += letters.count }
        await activity.waiting(for: .letter, nil) {
            await delivery.send(letters, startBy: startBy, pacing: pacing) { [activity] ends in
                activity.acts()
                ended(ends)
            }
        }
    }

    func cases(
        _ list: CaseList, page: Int, of party: AmiliParty, startBy: BootInstant
    ) async -> FollowReport<CasePage> {
        await delivery.cases(list, page: page, of: party, startBy: startBy)
    }

    func creditor(
        _ party: AmiliParty, knowing details: ActivationDetails, startBy: BootInstant
    ) async -> FollowReport<CreditorAtAmili> {
        await delivery.creditor(party, knowing: details, startBy: startBy)
    }

    func handIn(
        _ details: ActivationDetails, of party: AmiliParty, version: String?,
        startBy: BootInstant
    ) async -> FollowReport<HandedIn> {
        await delivery.handIn(details, of: party, version: version, startBy: startBy)
    }
}
