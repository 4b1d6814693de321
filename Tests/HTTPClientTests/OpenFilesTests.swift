import Descriptors
import Testing

/// libdispatch traps where it can open nothing, so connections leave it a reserve.
struct OpenFilesTests {
    @Test(arguments: [0, 1, 5, 500])
    func aConnectionIsOpenedAsLongAsTheReserveStays(used: Int32) {
        let reserve = Int32(OpenFiles.reserve)
        for (end, isRoom) in [
            (used, false), (used + 1, false), (used + reserve, false),
            (used + reserve + 1, true), (used + 20_000, true),
        ] {
            #expect(OpenFiles.leavesReserve(below: end) { $0 < used } == isRoom, "\(end)")
        }
    }

    /// Gaps below open descriptors count, also if those lie above a limit that was lowered since.
    @Test func gapsBelowTheHighestCount() {
        let used = Set<Int32>([0, 1, 2] + (20...30))
        #expect(OpenFiles.leavesReserve(below: 20) { used.contains($0) })
        #expect(OpenFiles.leavesReserve(below: 31) { used.contains($0) })
        #expect(!OpenFiles.leavesReserve(below: 19) { used.contains($0) })
    }

    /// A huge limit costs no more than a small one.
    @Test func onlyTheReserveIsLookedAtWhileItIsFree() {
        var looked = 0
        let isRoom = OpenFiles.leavesReserve(below: .max) { _ in
            looked += 1
            return false
        }
        #expect(isRoom)
        #expect(looked == OpenFiles.reserve + 1)
    }

    @Test func thisProcessHasRoom() {
        #expect(OpenFiles.isRoom)
        #expect(OpenFiles.leavesReserve)
    }
}
