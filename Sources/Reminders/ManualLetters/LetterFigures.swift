/// Formats amounts, rates and giro numbers for a letter.
enum LetterFigures {
    /// `1 234,50 kr` or `SEK 1,234.50`; the spaces are U+00A0.
    static func money(_ ore: Ore, _ language: LetterLanguage) -> String {
        let separator = language == .swedish ? "\u{A0}" : ","
        var digits = String(ore.value.magnitude / 100)
        var grouped = ""
        while digits.count > 3 {
            grouped = separator + digits.suffix(3) + grouped
            digits = String(digits.dropLast(3))
        }
        let cents = ore.value.magnitude % 100
        let fraction = "\(cents < 10 ? "0" : "")\(cents)"
        let sign = ore.value < 0 ? "−" : ""
        return language == .swedish
            ? "\(sign)\(digits)\(grouped),\(fraction)\u{A0}kr"
            : "SEK\u{A0}\(sign)\(digits)\(grouped).\(fraction)"
    }

    /// `11,50 %` or `11.50%`.
    static func percent(_ rate: YearlyRate, _ language: LetterLanguage) -> String {
        language == .swedish
            ? rate.percent.map { $0 == "." ? "," : String($0) }.joined() + "\u{A0}%"
            : rate.percent + "%"
    }

    /// `bankgiro 991-2346`.
    static func giro(_ number: GiroNumber) -> String {
        "\(number.kind.rawValue) \(number.written)"
    }
}
