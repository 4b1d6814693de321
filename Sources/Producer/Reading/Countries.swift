import Reminders

/// Reads country names and codes as files write them. It knows every country of ISO 3166-1 by its
/// two codes, by its Swedish, English, German and French names (CLDR's), and by other names in use.
enum Countries {
    /// Names and codes in use beside those, by alpha-2 code.
    private static let othersNames: [String: [String]] = [
        "CZ": ["Czech Republic", "Tjeckiska republiken"],
        "NL": ["Holland", "The Netherlands", "Niederlande"],
        "GB": ["Great Britain", "England", "Skottland", "Scotland", "UK", "Wales", "Nordirland"],
        "US": ["USA", "United States of America", "Amerikas förenta stater"],
        "GR": ["EL"],
        "TR": ["Turkey"],
        "CH": ["Switzerland"],
        "CN": ["Kina, fastlandet", "China mainland", "China, Festland", "Chine continentale"],
        "RU": ["Russian Federation"],
        "KR": ["Republic of Korea"],
        "MK": ["Macedonia", "Makedonien"],
    ]

    /// Alpha-2 codes by folded name or code. Filled when the first text comes that is not Sweden's.
    private static let codes: [String: String] = {
        var result: [String: String] = [:]
        let languages = CountryTable.Language.allCases.map(CountryTable.names)
        for (code, long) in CountryTable.codes {
            result[Column.folded(code)] = code
            result[Column.folded(long)] = code
            let names = languages.compactMap { $0[code] }
            for name in names + (othersNames[code] ?? []) { result[Column.folded(name)] = code }
        }
        return result
    }()

    /// - Returns: the ISO 3166-1 alpha-2 code, `SE` for an empty text, nil for an unknown country.
    static func code(_ text: String) -> String? {
        if text.isEmpty || text == "SE" || text == "Sverige" { return "SE" }
        return codes[Column.folded(text)]
    }
}
