/// How the reader understood a file, so that a human can see it before anything is sent.
package struct HeaderReading: Sendable, Equatable {
    package enum Format: String, Sendable { case csv, ndjson }

    /// The encodings that a file may have. The raw value is shown to people.
    package enum Encoding: String, Sendable {
        case utf8 = "UTF-8"
        case utf8WithByteOrderMark = "UTF-8 with byte order mark"
        case windows1252 = "Windows-1252"
        case utf16LittleEndian = "UTF-16 (little-endian)"
        case utf16BigEndian = "UTF-16 (big-endian)"
        /// Guessed, and not decoded: see `isGuessed`.
        case macRoman = "Mac OS Roman"
        case dos850 = "DOS code page 850"

        /// Whether the encoding is likely, but not to be relied on. Lines that hold more than ASCII
        /// are refused then.
        package var isGuessed: Bool { self == .macRoman || self == .dos850 }

        /// Whether the bytes allow no other reading.
        var isCertain: Bool { self != .windows1252 && !isGuessed }
    }

    /// One column with its meaning.
    package struct ColumnReading: Sendable, Equatable {
        /// The header, or the key of the first JSON object, as the file writes it.
        package let written: String
        /// nil: ignored.
        package let column: Column?
    }

    package let format: Format
    /// nil for NDJSON.
    package let delimiter: Character?
    /// The encoding of the whole file.
    package let encoding: Encoding
    /// The physical line of the header, or of the first object, counted from 1.
    package let line: Int
    /// In the file's order.
    package let columns: [ColumnReading]

    /// Whether there is no column of what remains, so that the total is claimed. The caller has
    /// allowed that.
    package var claimsTotal: Bool { !columns.contains { $0.column == .remaining } }
}
