extension ByteSource {
    /// Returns a source of the same text as UTF-8. A byte that the encoding does not have becomes
    /// U+FFFD, for which the reader refuses the record; so does every letter of an encoding that is
    /// only guessed.
    /// - Parameter encoding: UTF-8 comes through as it is, well-formed or not.
    func asUTF8(from encoding: HeaderReading.Encoding) -> ByteSource {
        switch encoding {
        case .utf8, .utf8WithByteOrderMark: return self
        case .windows1252:
            return transcoded { bytes, utf8 in
                for byte in bytes where !Windows1252.append(byte, to: &utf8) {
                    utf8 += Self.replacement
                }
            }
        case .macRoman, .dos850:
            return transcoded { bytes, utf8 in
                for byte in bytes {
                    if byte < 0x80 { utf8.append(byte) } else { utf8 += Self.replacement }
                }
            }
        case .utf16LittleEndian, .utf16BigEndian:
            var decoder = UTF16Decoder(isBigEndian: encoding == .utf16BigEndian)
            return transcoded { decoder.add($0, to: &$1) }
        }
    }

    private static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

    /// Returns a source of converted bytes.
    /// - Parameter convert: gets the next bytes, none at the end, and appends their UTF-8.
    private func transcoded(
        _ convert: @escaping (ArraySlice<UInt8>, inout [UInt8]) -> Void
    ) -> ByteSource {
        var raw: [UInt8] = []
        var pending: [UInt8] = []
        var next = 0
        var isOver = false
        return ByteSource { buffer in
            while next == pending.count, !isOver {
                pending.removeAll(keepingCapacity: true)
                next = 0
                if raw.count != buffer.count { raw = [UInt8](repeating: 0, count: buffer.count) }
                let count = try self.fill(&raw)
                isOver = count == 0
                convert(raw[..<count], &pending)
            }
            let count = min(buffer.count, pending.count - next)
            buffer.replaceSubrange(0..<count, with: pending[next..<(next + count)])
            next += count
            return count
        }
    }
}

/// Decodes UTF-16 in pieces that may end inside a character.
private struct UTF16Decoder {
    let isBigEndian: Bool
    /// The first byte of a unit whose second has not come yet.
    private var half: UInt8?
    /// The first half of a surrogate pair whose second has not come yet.
    private var lead: UInt16?
    private var isFirst = true

    init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

    /// Appends the UTF-8 of the next bytes.
    /// - Parameter bytes: none at the end, where an unfinished character becomes U+FFFD.
    mutating func add(_ bytes: ArraySlice<UInt8>, to utf8: inout [UInt8]) {
        if bytes.isEmpty, half != nil || lead != nil {
            append("\u{FFFD}", to: &utf8)
            (half, lead) = (nil, nil)
        }
        for byte in bytes {
            guard let first = half else {
                half = byte
                continue
            }
            half = nil
            add(
                isBigEndian
                    ? UInt16(first) << 8 | UInt16(byte) : UInt16(byte) << 8 | UInt16(first),
                to: &utf8)
        }
    }

    /// Takes the next unit.
    private mutating func add(_ unit: UInt16, to utf8: inout [UInt8]) {
        // A byte order mark at the beginning is dropped.
        defer { isFirst = false }
        if isFirst, unit == 0xFEFF { return }
        if let high = lead {
            lead = nil
            if UTF16.isTrailSurrogate(unit) {
                let offset = (UInt32(high) - 0xD800) << 10 + UInt32(unit) - 0xDC00
                append(Unicode.Scalar(0x10000 + offset) ?? "\u{FFFD}", to: &utf8)
                return
            }
            append("\u{FFFD}", to: &utf8)
        }
        if UTF16.isLeadSurrogate(unit) {
            lead = unit
        } else if unit < 0x80 {
            utf8.append(UInt8(unit))
        } else {
            append(Unicode.Scalar(unit) ?? "\u{FFFD}", to: &utf8)
        }
    }

    private func append(_ scalar: Unicode.Scalar, to utf8: inout [UInt8]) {
        utf8 += Array(String(scalar).utf8)
    }
}
