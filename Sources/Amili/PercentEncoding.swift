/// Percent-encodes every byte but the unreserved characters of RFC 3986 §2.3, so that no value can
/// end a query field or begin another.
enum PercentEncoding {
    static func encode(_ text: String) -> String { encode(utf8: text.utf8) }

    static func encode(utf8 text: some Collection<UInt8>) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.count * 2)
        for byte in text {
            if isUnreserved(byte) {
                result.append(byte)
            } else {
                result.append(UInt8(ascii: "%"))
                result.append(hexadecimal[Int(byte >> 4)])
                result.append(hexadecimal[Int(byte & 0x0F)])
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Bytes of the encoded text, counted without making it.
    static func length(of text: some Collection<UInt8>) -> Int {
        text.reduce(0) { $0 + (isUnreserved($1) ? 1 : 3) }
    }

    private static let hexadecimal = Array("0123456789ABCDEF".utf8)

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }
}
