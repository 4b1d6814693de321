/// One step of the schema. There are no steps back.
package struct Migration: Sendable, Equatable {
    /// 1...9999, unique.
    package let number: Int
    /// Such as `first_tables`.
    package let name: String
    package let sql: String
    /// Whether programs that do not know this step must not run on the schema after it.
    package let isBreaking: Bool

    /// - Parameters:
    ///   - fileName: four digits, `_`, lower-case letters, digits and `_`, then `.sql`, as in
    ///     `0001_first_tables.sql`.
    ///   - sql: the file's text; the step is breaking if the first line is `-- breaking`.
    /// - Returns: nil if the file's name has another form, or the number is 0.
    package init?(fileName: String, sql: String) {
        let bytes = Array(fileName.utf8)
        let isName = { (byte: UInt8) in
            (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "_")
        }
        guard bytes.count > 9, fileName.hasSuffix(".sql"), bytes[4] == UInt8(ascii: "_"),
            bytes[..<4].allSatisfy({ (48...57).contains($0) }),
            bytes[5...].dropLast(4).allSatisfy(isName),
            let number = Int(fileName.prefix(4)), number > 0
        else { return nil }
        self.number = number
        self.name = String(fileName.dropFirst(5).dropLast(4))
        self.sql = sql
        self.isBreaking = sql.prefix { !$0.isNewline } == "-- breaking"
    }
}
