/// A whole answer: every header and every byte of the body that the server announced.
package struct HTTPResponse: Sendable, Equatable {
    /// 200...999: an interim answer (1xx) is none.
    package let status: Int
    package let body: [UInt8]
    /// The last header block as it came, from its status line to its empty line.
    private let head: [UInt8]

    /// - Parameter head: lines ended by line feed, the first one the status line; at most 64 KiB.
    package init(status: Int, head: [UInt8] = [], body: [UInt8]) {
        self.status = status
        self.head = head
        self.body = body
    }

    /// All headers, in their order, white space at the ends of the values removed.
    package var headers: [(name: String, value: String)] {
        head.split(separator: UInt8(ascii: "\n")).dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            let name = String(decoding: line[..<colon], as: UTF8.self)
            return (name, Self.trimmed(line[line.index(after: colon)...]))
        }
    }

    /// The value of the first header of that name, white space at its ends removed.
    /// - Parameter name: ASCII; upper and lower case are the same.
    package func header(_ name: String) -> String? {
        let wanted = name.utf8
        var start = 0
        while start < head.count {
            let end = head[start...].firstIndex(of: UInt8(ascii: "\n")) ?? head.count
            let colon = start + wanted.count
            if start > 0, colon < end, head[colon] == UInt8(ascii: ":"),
                head[start..<colon].elementsEqual(wanted, by: Self.sameLetter)
            {
                return Self.trimmed(head[(colon + 1)..<end])
            }
            start = end + 1
        }
        return nil
    }

    private static func trimmed(_ value: ArraySlice<UInt8>) -> String {
        guard let first = value.firstIndex(where: { $0 > 32 }),
            let last = value.lastIndex(where: { $0 > 32 })
        else { return "" }
        return String(decoding: value[first...last], as: UTF8.self)
    }

    private static func sameLetter(_ left: UInt8, _ right: UInt8) -> Bool {
        func lower(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }
        return lower(left) == lower(right)
    }
}

/// Why there is no answer. Holds nothing of the request and nothing of the response but its status.
package struct HTTPFault: Sendable, Equatable {
    /// libcurl's CURLcode; 0 if libcurl had no fault to tell and we ended the call.
    package var curlCode: Int
    /// The status of the last header block, if its first line came.
    package var status: Int?
    /// `curl_easy_strerror`, or our own words.
    package var message: String
    /// This process lacks what a call needs: nothing is known of the other end.
    package var isLocal = false
    /// The pacing of its batch did not let it begin: nothing is known of the other end.
    package var isHeldBack = false

    package init(curlCode: Int, status: Int? = nil, message: String) {
        self.curlCode = curlCode
        self.status = status
        self.message = message
    }

    static func noDescriptor(curlCode: Int) -> HTTPFault {
        var fault = HTTPFault(
            curlCode: curlCode, message: "this process has no descriptor left for a connection")
        fault.isLocal = true
        return fault
    }
}

/// How a call ended, cut by what the caller may conclude.
package enum HTTPOutcome: Sendable, Equatable {
    /// A whole answer, of any status: redirects are not followed.
    case answered(HTTPResponse)
    /// The request never began to be written: the server cannot have acted on it.
    case notSent(HTTPFault)
    /// The request began to be written, and no whole answer came: the server may have acted on it.
    case maybeSent(HTTPFault)
}

/// An outcome with what it took.
package struct HTTPExchange: Sendable, Equatable {
    package var outcome: HTTPOutcome
    /// From the call of `perform` to its end, by CLOCK_BOOTTIME.
    package var duration: Duration
    /// Did the request begin to be written?
    package var written: Bool
    /// False if the answer may be a stray one to an earlier request: its connection carried this
    /// request before it had rested.
    package var isProven: Bool

    package init(
        outcome: HTTPOutcome, duration: Duration, written: Bool, isProven: Bool = true
    ) {
        self.outcome = outcome
        self.duration = duration
        self.written = written
        self.isProven = isProven
    }
}
