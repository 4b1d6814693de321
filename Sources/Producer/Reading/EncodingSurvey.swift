/// Finds the one encoding of a file from all of its bytes, seen once and in order. It keeps a few
/// counts, however long the file is. The first rule that applies decides:
///
/// 1. A byte order mark names the encoding.
/// 2. If the first line holds more than ASCII and is UTF-8, the file is UTF-8. A header read
///    otherwise would not be understood.
/// 3. The file is UTF-8 if it has at least as many whole UTF-8 sequences as other bytes beyond
///    ASCII. A name cut in the middle of a character does not turn the rest into another encoding.
/// 4. JSON is UTF-8.
/// 5. Otherwise the letters decide. Windows-1252, Mac OS Roman and DOS code page 850 each have
///    their å, ä and ö where the others have signs that stand in no word.
struct EncodingSurvey {
    private var beginning: [UInt8] = []
    /// The first byte that is not white space.
    private var first: UInt8?
    /// Whole UTF-8 sequences of two bytes or more.
    private var sequences = 0
    /// Bytes beyond ASCII that belong to no such sequence.
    private var foreignBytes = 0
    private var windowsLetters = 0
    private var macLetters = 0
    private var dosLetters = 0

    /// Whether the first line that is not empty holds UTF-8 beyond ASCII, and nothing else beyond
    /// ASCII; nil until its end.
    private var firstLineIsUTF8: Bool?

    /// Continuation bytes that the current sequence still needs.
    private var needed = 0
    /// Bytes of the current sequence so far.
    private var taken = 0
    /// The values that its next byte may have.
    private var bounds: ClosedRange<UInt8> = 0x80...0xBF
    private var previous: UInt8 = 0
    private var beforePrevious: UInt8 = 0

    /// Adds the next bytes of the file. After the first line, ASCII is passed over eight bytes at a
    /// time.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        if beginning.count < 4 { beginning += bytes.prefix(4 - beginning.count) }
        var index = 0
        while index < bytes.count {
            if firstLineIsUTF8 != nil, needed == 0, previous < 0x80, index + 8 <= bytes.count {
                let eight = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                if eight & 0x8080_8080_8080_8080 == 0 {
                    index += 8
                    (beforePrevious, previous) = (bytes[index - 2], bytes[index - 1])
                    continue
                }
            }
            add(bytes[index])
            index += 1
        }
    }

    private mutating func add(_ byte: UInt8) {
        if first == nil, byte > Byte.space { first = byte }
        if needed > 0 || byte >= 0x80 { follow(byte) }
        if previous >= 0x80 { weigh(beforePrevious, previous, byte) }
        (beforePrevious, previous) = (previous, byte)
        let endsLine = byte == Byte.lineFeed || byte == Byte.carriageReturn
        if endsLine, firstLineIsUTF8 == nil, first != nil {
            firstLineIsUTF8 = foreignBytes == 0 && sequences > 0
        }
    }

    /// Takes one step in the table of well-formed sequences (Unicode, table 3-7).
    private mutating func follow(_ byte: UInt8) {
        if needed > 0 {
            if bounds.contains(byte) {
                (needed, taken) = (needed - 1, taken + 1)
                bounds = 0x80...0xBF
                if needed == 0 { sequences += 1 }
                return
            }
            foreignBytes += taken
            needed = 0
            if byte < 0x80 { return }
        }
        (taken, bounds) = (1, 0x80...0xBF)
        switch byte {
        case 0xC2...0xDF: needed = 1
        case 0xE0: (needed, bounds) = (2, 0xA0...0xBF)
        case 0xED: (needed, bounds) = (2, 0x80...0x9F)
        case 0xE1...0xEF: needed = 2
        case 0xF0: (needed, bounds) = (3, 0x90...0xBF)
        case 0xF1...0xF3: needed = 3
        case 0xF4: (needed, bounds) = (3, 0x80...0x8F)
        default: foreignBytes += 1
        }
    }

    /// Counts the encoding in which the byte, between its neighbours, is a letter of a word.
    private mutating func weigh(_ left: UInt8, _ byte: UInt8, _ right: UInt8) {
        let startsWord = !Self.isLetter(left) && Self.isLetter(right)
        let isInside = Self.isLetter(left) && Self.isLetter(right)
        switch byte {
        case 0xC4...0xC6, 0xC9, 0xD6, 0xD8, 0xDC, 0xE0, 0xE1, 0xE4...0xE9, 0xED, 0xF3, 0xF6, 0xF8,
            0xFC:
            if Self.isLetter(left) || Self.isLetter(right) { windowsLetters += 1 }
        case 0x8C, 0x9A: if Self.isLetter(left) || Self.isLetter(right) { macLetters += 1 }
        case 0x8A: if Self.isLetter(left) { macLetters += 1 }
        case 0x9F: if isInside { macLetters += 1 }
        case 0x80, 0x85: if startsWord { macLetters += 1 }
        case 0x84, 0x94: if isInside { dosLetters += 1 }
        case 0x86, 0x8F, 0x99: if startsWord || isInside { dosLetters += 1 }
        case 0x82: if isInside { dosLetters += 1 }
        // Mac OS Roman's é and Å, DOS's Ä and ü.
        case 0x8E: if isInside { macLetters += 1 } else if startsWord { dosLetters += 1 }
        case 0x81: if isInside { dosLetters += 1 } else if startsWord { macLetters += 1 }
        default: break
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (0x61...0x7A).contains(byte | 0x20)
    }

    /// The encoding of all that was added.
    var encoding: HeaderReading.Encoding {
        var whole = self
        whole.add(Byte.lineFeed)
        return whole.decided
    }

    private var decided: HeaderReading.Encoding {
        if beginning.starts(with: [0xEF, 0xBB, 0xBF]) { return .utf8WithByteOrderMark }
        if beginning.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
        if beginning.starts(with: [0xFE, 0xFF]) { return .utf16BigEndian }
        // JSON is UTF-8 (RFC 8259); a line that is not is refused.
        if firstLineIsUTF8 == true || sequences >= foreignBytes || first == UInt8(ascii: "{") {
            return .utf8
        }
        if macLetters + dosLetters <= windowsLetters { return .windows1252 }
        return macLetters >= dosLetters ? .macRoman : .dos850
    }
}
