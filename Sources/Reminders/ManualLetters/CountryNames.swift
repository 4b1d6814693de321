/// Names countries as an envelope does.
enum CountryNames {
    private static let names = CountryTable.names(.english)

    /// - Parameter code: ISO 3166-1 alpha-2.
    /// - Returns: the code itself if it names no country.
    static func english(_ code: String) -> String { names[code] ?? code }
}
