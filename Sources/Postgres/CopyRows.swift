/// Rows in PostgreSQL's binary COPY format, for `copyIn` with a statement that has `(format
/// binary)`. The server parses no text.
///
/// Source: PostgreSQL's documentation of COPY, "Binary Format". The values have the form of their
/// types' send functions, with the most significant byte first.
package struct CopyRows {
    /// All bytes so far, from the signature on. They are complete only after `end`.
    package private(set) var bytes: [UInt8] = []

    /// - Parameter capacity: the approximate size of the rows in bytes.
    package init(capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
        bytes += Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00]
        append(Int32(0))  // No flags.
        append(Int32(0))  // No extension of the header.
    }

    /// Begins a row. Exactly this number of values must follow, in the order of the statement's
    /// columns.
    /// - Parameter columns: 1...1600.
    package mutating func row(of columns: Int) { append(Int16(columns)) }

    package mutating func null() { append(Int32(-1)) }

    /// A `text`, or a `"char"` if it is one ASCII character.
    package mutating func text(_ value: String) {
        var value = value
        value.withUTF8 { utf8 in
            append(Int32(utf8.count))
            bytes.append(contentsOf: utf8)
        }
    }

    /// A `bigint`.
    package mutating func bigint(_ value: Int64) { field(value) }

    /// An `integer`, or a `date` as days since 2000-01-01.
    package mutating func integer(_ value: Int32) { field(value) }

    package mutating func smallint(_ value: Int16) { field(value) }

    package mutating func boolean(_ value: Bool) { field(UInt8(value ? 1 : 0)) }

    /// Writes the trailer, after the last row.
    package mutating func end() { append(Int16(-1)) }

    private mutating func field(_ value: some FixedWidthInteger) {
        append(Int32(value.bitWidth / 8))
        append(value)
    }

    private mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
