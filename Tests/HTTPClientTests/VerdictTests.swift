import CCurl
import Testing

@testable import HTTPClient

/// The rule itself, over every combination of facts.
struct VerdictTests {
    private static let codes: [CURLcode] = [
        CURLE_OK, CURLE_COULDNT_CONNECT, CURLE_WRITE_ERROR, CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING,
        CURLE_OPERATION_TIMEDOUT, CURLE_ABORTED_BY_CALLBACK, CURLE_RECV_ERROR,
    ]
    private static let refusals: [Refusal?] = [nil] + Refusal.allCases

    private static var all: [TransferEnd] {
        var all: [TransferEnd] = []
        for code in codes {
            for refusal in refusals {
                for facts in 0..<8 {
                    all.append(
                        TransferEnd(
                            code: code, refusal: refusal, written: facts & 1 != 0,
                            headersComplete: facts & 2 != 0, status: facts & 4 != 0 ? 201 : nil))
                }
            }
        }
        return all
    }

    @Test func notSentIsSaidExactlyOfWhatWasNotWritten() {
        for end in Self.all {
            var isNotSent = false
            if case .notSent = end.verdict { isNotSent = true }
            #expect(isNotSent == !end.written)
        }
    }

    @Test func answeredIsSaidExactlyOfWhatCameWholeAndUnhindered() {
        for end in Self.all {
            let isWhole = end.written && end.headersComplete
            #expect(
                (end.verdict == .answered)
                    == (isWhole && end.code == CURLE_OK && end.refusal == nil))
        }
    }

    @Test func aFaultTellsCodeStatusAndOurReasonBeforeLibcurls() {
        #expect(
            TransferEnd(code: CURLE_PARTIAL_FILE, written: true, headersComplete: true, status: 201)
                .verdict
                == .maybeSent(
                    HTTPFault(
                        curlCode: 18, status: 201,
                        message: "Transferred a partial file")))
        #expect(
            TransferEnd(code: CURLE_WRITE_ERROR, refusal: .bodyOverLimit, written: true).verdict
                == .maybeSent(
                    HTTPFault(curlCode: 23, message: "the response body is longer than allowed")))
        #expect(
            TransferEnd(written: true, status: 200).verdict
                == .maybeSent(
                    HTTPFault(
                        curlCode: 0, status: 200, message: "the response ended inside its headers"))
        )
    }
}
