import Testing

@testable import Producer

/// The window onto a file that comes in small pieces.
struct ByteWindowTests {
    /// Whatever is unread is looked at anew after each fetch.
    @Test func aPipeThatGivesAByteAtATimeIsNotLookedAtForEachOfThem() throws {
        let length = 65_536
        var given = 0
        var window = ByteWindow(
            ByteSource { buffer in
                guard given < length else { return 0 }
                buffer[0] = UInt8(ascii: "x")
                given += 1
                return 1
            })
        var looked = 0
        while !window.atEnd {
            try window.fill()
            looked += window.unread.count
        }
        #expect(window.unread.count == length)
        #expect(looked <= 4 * length)
    }

    @Test func whatIsConsumedIsLetGo() throws {
        var given: UInt8 = 0
        var window = ByteWindow(
            ByteSource { buffer in
                buffer[0] = given
                given += 1
                return 1
            })
        try window.fill(atLeast: 5)
        window.consume(to: window.start + 4, line: 1)
        try window.fill()
        #expect(window.unread.first == 4)
        #expect(window.start == 0)
    }
}
