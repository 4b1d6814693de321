/// A table of text that may be printed page by page: its columns are as wide as the widest cell of
/// the header and the first page. A wider cell of a later page moves the rest of its line.
struct TextTable {
    private let header: [String]
    private let right: Set<Int>
    /// By column; nil before the first page.
    private var widths: [Int]?

    /// - Parameter right: the columns, by index, that are aligned right.
    init(_ header: [String], right: Set<Int> = []) {
        self.header = header
        self.right = right
    }

    /// - Returns: one line for each row, without a newline, below the header if this is the first
    ///   page.
    mutating func page(_ rows: [[String]]) -> [String] {
        if let widths { return rows.map { line($0, widths) } }
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        self.widths = widths
        return all.map { line($0, widths) }
    }

    /// Pads the cells, with two spaces between them. Spaces at the end of the line are dropped.
    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (column, cell) in cells.enumerated() {
            let padding = String(repeating: " ", count: max(widths[column] - cell.count, 0))
            line += right.contains(column) ? padding + cell : cell + padding
            if column < cells.count - 1 { line += "  " }
        }
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }
}
