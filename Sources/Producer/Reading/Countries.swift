/// Country names and codes as Swedish and English files write them: the Nordic countries, the EU,
/// and the neighbours that Swedish companies invoice. General knowledge (ISO 3166-1).
enum Countries {
    private static let names: [(code: String, names: [String])] = [
        ("SE", ["Sverige", "Sweden", "SWE"]),
        ("NO", ["Norge", "Norway", "NOR"]),
        ("DK", ["Danmark", "Denmark", "DNK"]),
        ("FI", ["Finland", "FIN"]),
        ("IS", ["Island", "Iceland", "ISL"]),
        ("AX", ["Åland", "Åland Islands", "ALA"]),
        ("FO", ["Färöarna", "Faroe Islands", "FRO"]),
        ("GL", ["Grönland", "Greenland", "GRL"]),
        ("AT", ["Österrike", "Austria", "AUT"]),
        ("BE", ["Belgien", "Belgium", "BEL"]),
        ("BG", ["Bulgarien", "Bulgaria", "BGR"]),
        ("CY", ["Cypern", "Cyprus", "CYP"]),
        ("CZ", ["Tjeckien", "Czechia", "Czech Republic", "CZE"]),
        ("DE", ["Tyskland", "Germany", "DEU"]),
        ("EE", ["Estland", "Estonia", "EST"]),
        ("ES", ["Spanien", "Spain", "ESP"]),
        ("FR", ["Frankrike", "France", "FRA"]),
        ("GR", ["Grekland", "Greece", "GRC"]),
        ("HR", ["Kroatien", "Croatia", "HRV"]),
        ("HU", ["Ungern", "Hungary", "HUN"]),
        ("IE", ["Irland", "Ireland", "IRL"]),
        ("IT", ["Italien", "Italy", "ITA"]),
        ("LT", ["Litauen", "Lithuania", "LTU"]),
        ("LU", ["Luxemburg", "Luxembourg", "LUX"]),
        ("LV", ["Lettland", "Latvia", "LVA"]),
        ("MT", ["Malta", "MLT"]),
        ("NL", ["Nederländerna", "Holland", "Netherlands", "The Netherlands", "NLD"]),
        ("PL", ["Polen", "Poland", "POL"]),
        ("PT", ["Portugal", "PRT"]),
        ("RO", ["Rumänien", "Romania", "ROU"]),
        ("SI", ["Slovenien", "Slovenia", "SVN"]),
        ("SK", ["Slovakien", "Slovakia", "SVK"]),
        (
            "GB",
            [
                "Storbritannien", "United Kingdom", "Great Britain", "England", "Skottland",
                "Scotland", "UK", "GBR",
            ]
        ),
        ("CH", ["Schweiz", "Switzerland", "CHE"]),
        ("LI", ["Liechtenstein", "LIE"]),
        ("US", ["USA", "United States", "United States of America"]),
        ("CA", ["Kanada", "Canada", "CAN"]),
        ("AU", ["Australien", "Australia", "AUS"]),
    ]

    private static let codes: [String: String] = {
        var result: [String: String] = [:]
        for (code, names) in names {
            for name in [code] + names {
                result[name] = code
                result[Column.folded(name)] = code
            }
        }
        return result
    }()

    /// - Returns: the ISO 3166-1 alpha-2 code, `SE` for an empty text, nil for an unknown country.
    static func code(_ text: String) -> String? {
        if text.isEmpty || text == "SE" { return "SE" }
        return codes[text] ?? codes[Column.folded(text)]
    }
}
