import Reminders
import Testing

/// A reminder fee that was claimed before is no capital.
struct CapitalTests {
    private func invoice(_ total: Int64?, _ remaining: Int64, fee: Int64?) -> Invoice {
        EligibilityTests.invoice {
            $0.total = total.map { Ore($0) }
            $0.remaining = Ore(remaining)
            $0.reminderFee = fee.map { Ore($0) }
        }
    }

    @Test(
        arguments: [
            (1_000_00, 1_000_00, nil, 1_000_00), (1_000_00, 1_000_00, 60_00, 1_000_00),
            (1_000_00, 1_060_00, 60_00, 1_000_00), (1_000_00, 1_090_00, 60_00, 1_000_00),
            (1_000_00, 1_030_00, 60_00, 970_00), (1_000_00, 560_00, 60_00, 560_00),
            (1_000_00, 60_01, 60_00, 60_01), (nil, 1_060_00, 60_00, 1_060_00),
            (1_000_00, 560_00, 0, 560_00), (1_000_00, 560_00, nil, 560_00),
        ] as [(Int64?, Int64, Int64?, Int64)])
    func itIsWhatRemainsWithoutAFeeThatIsInIt(
        total: Int64?, remaining: Int64, fee: Int64?, capital: Int64
    ) {
        #expect(invoice(total, remaining, fee: fee).capital == Ore(capital))
    }

    @Test(
        arguments: [
            (1_000_00, 60_00, 60_00, true), (1_000_00, 30_00, 60_00, true),
            (1_000_00, 60_01, 60_00, false), (60_00, 60_00, 60_00, false),
            (nil, 60_00, 60_00, true), (1_000_00, 60_00, nil, false), (1_000_00, 60_00, 0, false),
        ] as [(Int64?, Int64, Int64?, Bool)])
    func whereNothingButAFeeRemainsNoLetterGoes(
        total: Int64?, remaining: Int64, fee: Int64?, isSkipped: Bool
    ) {
        let eligibility = Eligibility(today: EligibilityTests.today, graceBankDays: 3)
        #expect(
            eligibility.obstacle(invoice(total, remaining, fee: fee))
                == (isSkipped ? .onlyFeeRemains : nil))
    }
}
