import Glibc
import Reminders
import Spreadsheets

/// Removes the apostrophes by which `SpreadsheetLine` keeps formulas from running, so that a list
/// of ours reads back as what it was made of.
enum FormulaGuard {
    private static let apostrophe = UInt8(ascii: "'")

    /// Whether the range may hold such an apostrophe. Nearly no record has one.
    static func mayStand(in bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        guard let base = bytes.baseAddress, !range.isEmpty else { return false }
        return memchr(base + range.lowerBound, Int32(apostrophe), range.count) != nil
    }

    /// Removes them from a cell.
    /// - Parameter start: where the cell begins in `utf8`. It ends with the bytes.
    static func remove(from start: Int, in utf8: inout [UInt8]) {
        guard utf8[start...].contains(apostrophe) else { return }
        let plain = SpreadsheetLine.unguarded(String(decoding: utf8[start...], as: UTF8.self))
        utf8.replaceSubrange(start..., with: plain.utf8)
    }
}
