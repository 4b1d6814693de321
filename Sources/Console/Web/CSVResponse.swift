import Reminders
import Spreadsheets

/// A list as a file for a spreadsheet, made while it is sent: a page of it is in memory at a time,
/// however long it is, and no page is read before the reader has taken the one before.
enum CSVResponse {
    struct Page<Cursor: Sendable>: Sendable {
        let lines: [[String]]
        /// Where the next page begins; nil: this was the last.
        let next: Cursor?
    }

    /// - Parameters:
    ///   - name: without what could end a header.
    ///   - page: the lines from there on.
    static func reply<Cursor: Sendable>(
        _ name: String, header: [String], from start: Cursor,
        page: @escaping @Sendable (Cursor) async throws -> Page<Cursor>
    ) -> PageResponse {
        precondition(name.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "\"") })
        let reader = Reader(header: header, start: start, page: page)
        return .file(
            name, type: "text/csv; charset=utf-8",
            AsyncThrowingStream { try await reader.next() })
    }

    private actor Reader<Cursor: Sendable> {
        private var header: [String]?
        private var cursor: Cursor?
        private let page: @Sendable (Cursor) async throws -> Page<Cursor>

        init(
            header: [String], start: Cursor,
            page: @escaping @Sendable (Cursor) async throws -> Page<Cursor>
        ) {
            self.header = header
            cursor = start
            self.page = page
        }

        func next() async throws -> [UInt8]? {
            if let header {
                self.header = nil
                return Array((SpreadsheetLine.byteOrderMark + CSVResponse.line(header)).utf8)
            }
            guard let cursor else { return nil }
            let page = try await page(cursor)
            self.cursor = page.next
            return Array(page.lines.map(CSVResponse.line).joined().utf8)
        }
    }

    private static func line(_ cells: [String]) -> String { SpreadsheetLine.of(cells) + "\r\n" }

    /// An amount as a spreadsheet in Sweden reads it: `1234,50`.
    static func kronor(_ amount: Ore?) -> String {
        amount.map { Format.kronor($0.value).filter { $0 != "\u{A0}" } } ?? ""
    }

    /// A moment as a spreadsheet reads it, by Sweden's clocks: `2026-11-20 08:30:05`.
    static func moment(_ moment: Timestamp?) -> String {
        moment.map(SwedishTime.local) ?? ""
    }
}
