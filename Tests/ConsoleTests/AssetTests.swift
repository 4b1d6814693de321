import Testing

@testable import Console

@Suite struct AssetTests {
    @Test func everyAssetIsEmbedded() {
        #expect(Set(Assets.all.keys) == ["style.css", "script.js", "icon.svg"])
        #expect(Assets.all.values.allSatisfy { !$0.isEmpty })
    }
}
