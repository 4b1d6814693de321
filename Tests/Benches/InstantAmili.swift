import Foundation
import NIOConcurrencyHelpers
import Reminders

/// Amili that takes each letter at once and finds all that it has taken: what is left is the
/// worker and its database.
final class InstantAmili: Delivery {
    private let time: any Timekeeper
    private let taken = NIOLockedValueBox<[String: FoundCase]>([:])

    init(_ time: any Timekeeper) { self.time = time }

    func send(
        _ letters: [Letter], startBy: BootInstant, pacing: any LetterPacing,
        ended: @escaping @Sendable ([LetterEnd]) -> Void
    ) async {
        var ends: [LetterEnd] = []
        for (index, letter) in letters.enumerated() {
            let report = await send(letter, index, startBy: startBy, pacing) {
                ended(ends)
                ends = []
            }
            ends.append(LetterEnd(index, report))
        }
        ended(ends)
    }

    private func send(
        _ letter: Letter, _ index: Int, startBy: BootInstant, _ pacing: any LetterPacing,
        beforeWaiting: () -> Void
    ) async -> SendReport {
        while !Task.isCancelled {
            let now = time.now()
            switch pacing.begin(index, at: now) {
            case .never: return SendReport(.heldBack)
            case .later(let moment):
                beforeWaiting()
                try? await time.sleep(for: moment - now)
            case .now:
                pacing.left(index, at: now)
                guard now < startBy else { return SendReport(.notSent) }
                return accept(letter)
            }
        }
        return SendReport(.notSent)
    }

    private func accept(_ letter: Letter) -> SendReport {
        let key = letter.invoice.number.key
        let found = FoundCase(
            invoiceKey: key, caseID: String(repeating: "0", count: max(0, 24 - key.count)) + key,
            isOpen: true, createdAt: Self.now())
        let earlier = taken.withLockedValue { $0.updateValue(found, forKey: key) }
        precondition(earlier == nil, "invoice \(key) was sent twice")
        var report = SendReport(.accepted(caseID: found.caseID, ocr: nil))
        (report.trace.calls, report.trace.written, report.trace.httpStatus) = (1, true, 201)
        return report
    }

    func lookUp(_ question: Question, startBy: BootInstant) async -> LookUpReport {
        let found = taken.withLockedValue { taken in
            question.invoices.compactMap { taken[$0.key] }
        }
        var report = LookUpReport(.answered(cases: found, amiliNow: Self.now()))
        (report.trace.calls, report.trace.written, report.trace.httpStatus) = (1, true, 200)
        return report
    }

    private static func now() -> Int64 { Int64(Date().timeIntervalSince1970) }

    // MARK: Calls that no bench makes

    func cases(
        _ list: CaseList, page: Int, of party: AmiliParty, startBy: BootInstant
    ) async -> FollowReport<CasePage> {
        FollowReport(.answered(CasePage(cases: [], total: 0, amiliNow: Self.now())))
    }

    func creditor(
        _ party: AmiliParty, knowing details: ActivationDetails, startBy: BootInstant
    ) async -> FollowReport<CreditorAtAmili> {
        FollowReport(.answered(CreditorAtAmili(isActive: true, version: nil)))
    }

    func handIn(
        _ details: ActivationDetails, of party: AmiliParty, version: String?,
        startBy: BootInstant
    ) async -> FollowReport<HandedIn> {
        FollowReport(.answered(.taken(isActive: true)))
    }
}
