/// The code page in which Swedish Excel writes a plain CSV file.
enum Windows1252 {
    /// The scalars of 0x80...0x9F; 0 where the code page has no character. All other bytes are
    /// Latin-1.
    private static let specials: [UInt16] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
        0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
        0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
    ]

    /// Appends the UTF-8 form of one byte.
    /// - Returns: false, and nothing appended, if the code page has no such character.
    static func append(_ byte: UInt8, to utf8: inout [UInt8]) -> Bool {
        if byte < 0x80 {
            utf8.append(byte)
            return true
        }
        let scalar = byte < 0xA0 ? specials[Int(byte) - 0x80] : UInt16(byte)
        if scalar == 0 { return false }
        if scalar >= 0x800 {
            utf8.append(0xE0 | UInt8(scalar >> 12))
            utf8.append(0x80 | UInt8(scalar >> 6 & 0x3F))
        } else {
            utf8.append(0xC0 | UInt8(scalar >> 6))
        }
        utf8.append(0x80 | UInt8(scalar & 0x3F))
        return true
    }
}

/// Whether the bytes are well-formed UTF-8.
func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    (try? UTF8Span(validating: bytes.span)) != nil
}
