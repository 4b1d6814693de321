/// A complete answer, with every header and every byte of the body that the server announced.
package struct HTTPResponse: Sendable, Equatable {
    /// 200...999: interim answers (1xx) do not count.
    package let status: Int
    package let body: [UInt8]
    /// The last header block, from its status line to its empty line.
    private let head: [UInt8]

    /// - Parameter head: lines that end with a line feed, the first being the status line; at most
    ///   64 KiB.
    package init(status: Int, head: [UInt8] = [], body: [UInt8]) {
        self.status = status
        self.head = head
        self.body = body
    }

    /// All headers in their order. White space at the ends of the values is removed.
    package var headers: [(name: String, value: String)] {
        head.split(separator: UInt8(ascii: "\n")).dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            let name = String(decoding: line[..<colon], as: UTF8.self)
            return (name, Self.trimmed(line[line.index(after: colon)...]))
        }
    }

    /// The value of the first header of that name, without white space at its ends; nil if there is
    /// none.
    /// - Parameter name: ASCII, in upper or lower case.
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
