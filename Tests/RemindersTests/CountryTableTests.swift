import Foundation
import Testing

@testable import Reminders

/// Our table of countries beside Foundation's.
struct CountryTableTests {
    @Test(arguments: CountryTable.Language.allCases)
    func everyCountryIsCalledAsFoundationCallsIt(language: CountryTable.Language) {
        let locale = Locale(identifier: language.rawValue)
        let names = CountryTable.names(language)
        #expect(names.count == CountryTable.codes.count)
        // Foundation has "China mainland" and the like.
        #expect(["Kina", "China", "Chine"].contains(names["CN"]))
        for (code, _) in CountryTable.codes where code != "CN" {
            #expect(names[code] == locale.localizedString(forRegionCode: code))
        }
    }

    /// ISO 3166-1 has 249 countries, and Foundation has regions that are none beside them.
    @Test func everyCountryIsThereOnce() {
        let codes = Set(CountryTable.codes.map(\.alpha2))
        #expect(codes.count == 249 && CountryTable.codes.count == 249)
        #expect(Set(CountryTable.codes.map(\.alpha3)).count == 249)
        #expect(codes.isSubset(of: Locale.Region.isoRegions.map(\.identifier)))
    }
}
