import Testing

@testable import HTTPClient

/// The header lines of an answer, without a network.
struct ResponseHeadTests {
    private func head(_ lines: [String]) -> ResponseHead {
        var head = ResponseHead()
        for line in lines {
            let isTaken = Array(line.utf8).withUnsafeBytes { head.take($0) }
            #expect(isTaken)
        }
        return head
    }

    @Test func aHeadIsWholeOnlyWithItsEmptyLine() {
        #expect(!head(["HTTP/1.1 200 OK\r\n", "A: b\r\n"]).isComplete)
        #expect(head(["HTTP/1.1 200 OK\r\n", "A: b\r\n", "\r\n"]).isComplete)
        #expect(head(["HTTP/1.1 200\n", "\n"]).isComplete)
        #expect(!head([]).isComplete)
    }

    @Test(arguments: [100, 101, 103, 199]) func anInterimHeadIsNeverWhole(status: Int) {
        let interim = head(["HTTP/1.1 \(status) Word\r\n", "\r\n"])
        #expect(!interim.isComplete)
        #expect(interim.status == status)
    }

    @Test(arguments: ["HTTP/1.1 OK\r\n", "HTTP/1.1 20\r\n", "HTTP/1.1 2x0 OK\r\n", "200 OK\r\n"])
    func aHeadWithoutAStatusIsNeverWhole(line: String) {
        #expect(!head([line, "\r\n"]).isComplete)
    }

    @Test func aTrailerCannotReplaceTheHead() {
        let head = head(["HTTP/1.1 201 Created\r\n", "\r\n", "HTTP/1.1 500 No\r\n", "\r\n"])
        #expect(head.status == 201)
        #expect(head.isComplete)
    }

    @Test func theLimitCountsEveryBlock() {
        var head = head(["HTTP/1.1 100 Continue\r\n", "\r\n"])
        let line = [UInt8](repeating: 65, count: ResponseHead.limit - 25)
        #expect(line.withUnsafeBytes { head.take($0) } == true)
        #expect([10].withUnsafeBytes { head.take($0) } == false)
    }
}
