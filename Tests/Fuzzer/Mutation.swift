/// Makes a file that no program wrote out of some that programs might.
enum Mutation {
    /// What is put in the place of a cell, or somewhere.
    private static let tokens = [
        "", "\"", "\"\"", ";", ",", "\t", "|", "\n", "\r", "\r\n", "\n\n", "{", "}", "[", "\\", ":",
        "null", "true", "-", "0", "0,00", "1.234", "1,234", "1e3", "-1", "99999999999999999999",
        "2026-02-30", "00", "Summa", "Totalt", "Sida 1 (1)", "Fakturanr", "Restbelopp", "Status",
        "Betald", "Ja", "sep=;", "\u{FEFF}", "\u{202E}", "\u{0}", "\u{A0}", "å", "Ã¥", "\u{FFFD}",
        "o\u{308}", "😀", "\u{2028}", "#REF!", "=1+1", "'", "€", "1 234,50",
    ].map { Array($0.utf8) }

    static func file(of files: [[UInt8]], _ draw: inout Draw) -> [UInt8] {
        var bytes = files[draw.below(files.count)]
        for _ in 0...draw.below(6) { mutate(&bytes, files, &draw) }
        // Now and then one that is larger than any window.
        if draw.once(in: 200), !bytes.isEmpty {
            let whole = bytes
            let size = 600_000 + draw.below(2_000_000)
            while bytes.count < size { bytes += whole }
        }
        return bytes
    }

    private static func mutate(_ bytes: inout [UInt8], _ files: [[UInt8]], _ draw: inout Draw) {
        switch draw.below(12) {
        case 0: flip(&bytes, &draw)
        case 1, 2: insert(tokens[draw.below(tokens.count)], &bytes, &draw)
        case 3: remove(&bytes, &draw)
        case 4: cut(&bytes, &draw)
        case 5: shuffleLines(&bytes, &draw)
        case 6, 7, 8: replaceCell(&bytes, &draw)
        case 9: transcode(&bytes, &draw)
        case 10: bytes += files[draw.below(files.count)]
        default: changeLineEnds(&bytes, &draw)
        }
    }

    private static func flip(_ bytes: inout [UInt8], _ draw: inout Draw) {
        for _ in 0...draw.below(4) where !bytes.isEmpty {
            bytes[draw.below(bytes.count)] = UInt8(draw.below(256))
        }
    }

    private static func insert(_ token: [UInt8], _ bytes: inout [UInt8], _ draw: inout Draw) {
        let place = draw.below(bytes.count + 1)
        let count = draw.once(in: 20) ? 70_000 / max(1, token.count) : 1
        bytes.insert(contentsOf: repeatElement(token, count: count).joined(), at: place)
    }

    private static func remove(_ bytes: inout [UInt8], _ draw: inout Draw) {
        guard !bytes.isEmpty else { return }
        let first = draw.below(bytes.count)
        bytes.removeSubrange(first..<min(bytes.count, first + 1 + draw.below(40)))
    }

    private static func cut(_ bytes: inout [UInt8], _ draw: inout Draw) {
        bytes.removeLast(draw.below(bytes.count + 1))
    }

    private static func shuffleLines(_ bytes: inout [UInt8], _ draw: inout Draw) {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        let from = draw.below(lines.count)
        let to = draw.below(lines.count)
        switch draw.below(3) {
        case 0: lines.swapAt(from, to)
        case 1: lines.insert(lines[from], at: to)
        default: lines.remove(at: from)
        }
        bytes = Array(lines.joined(separator: [0x0A]))
    }

    /// Between two separators, whichever they are.
    private static func replaceCell(_ bytes: inout [UInt8], _ draw: inout Draw) {
        let separators = Array(";,\t|\n".utf8)
        let ends = bytes.indices.filter { separators.contains(bytes[$0]) }
        guard ends.count > 1 else { return }
        let place = draw.below(ends.count - 1)
        let cell = ends[place] + 1..<ends[place + 1]
        var token = tokens[draw.below(tokens.count)]
        if draw.once(in: 3) {
            let other = draw.below(ends.count - 1)
            token = Array(bytes[ends[other] + 1..<ends[other + 1]])
        }
        bytes.replaceSubrange(cell, with: token)
    }

    private static func transcode(_ bytes: inout [UInt8], _ draw: inout Draw) {
        switch draw.below(5) {
        case 0: bytes = [0xFF, 0xFE] + bytes.flatMap { [$0, 0] }
        case 1: bytes = [0xFE, 0xFF] + bytes.flatMap { [0, $0] }
        case 2: bytes = [0xEF, 0xBB, 0xBF] + bytes
        // Every character above ASCII becomes another alphabet's.
        case 3: bytes = bytes.map { $0 < 0x80 ? $0 : UInt8(0x80 + draw.below(128)) }
        // UTF-8 read as Windows-1252 and written as UTF-8 once more.
        default: bytes = bytes.flatMap { $0 < 0x80 ? [$0] : [0xC2 + ($0 >> 6 & 1), $0 & 0xBF] }
        }
    }

    private static func changeLineEnds(_ bytes: inout [UInt8], _ draw: inout Draw) {
        let ends: [[UInt8]] = [[0x0D], [0x0D, 0x0A], [0x0A], [0x0A, 0x0A], [0x0A, 0x0D]]
        let end = ends[draw.below(ends.count)]
        let isAlways = draw.once(in: 2)
        var out: [UInt8] = []
        for byte in bytes {
            out += byte == 0x0A && (isAlways || draw.once(in: 3)) ? end : [byte]
        }
        bytes = out
    }
}
