/// Reads ISO 8601 and RFC 3339: `2026-06-01T12:34:56.789Z`, `2026-06-01 14:34:56+02:00`. A time
/// without an offset is refused: it could be of any zone.
enum ISODate {
    /// - Returns: seconds since 1970-01-01 00:00:00 UTC, fractions cut off; nil if the text is
    ///   anything else.
    static func seconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard (17...64).contains(bytes.count), bytes[4] == UInt8(ascii: "-"),
            bytes[7] == UInt8(ascii: "-"), [UInt8(ascii: "T"), 116, 32].contains(bytes[10]),
            bytes[13] == UInt8(ascii: ":"),
            let year = HTTPDate.number(bytes[0..<4]), let month = HTTPDate.number(bytes[5..<7]),
            let day = HTTPDate.number(bytes[8..<10]), let hour = HTTPDate.number(bytes[11..<13]),
            let minute = HTTPDate.number(bytes[14..<16])
        else { return nil }
        var rest = bytes[16...]
        var second = 0
        if rest.first == UInt8(ascii: ":") {
            guard rest.count >= 3, let read = HTTPDate.number(rest.dropFirst().prefix(2)) else {
                return nil
            }
            second = read
            rest = rest.dropFirst(3)
            if rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ",") {
                let digits = rest.dropFirst().prefix { (48...57).contains($0) }
                guard !digits.isEmpty else { return nil }
                rest = rest.dropFirst(1 + digits.count)
            }
        }
        if rest.first == 32 { rest = rest.dropFirst() }
        var zone = String(decoding: rest, as: UTF8.self)
        if zone.utf8.count == 3, zone.first == "+" || zone.first == "-" { zone += "00" }
        guard let offset = HTTPDate.offset(zone) else { return nil }
        return HTTPDate.sum(year, month, day, hour, minute, second, offset: offset)
    }
}
