import CConsoleAssets

/// The style sheet, the script and the icon, as they were embedded at build time.
enum Assets {
    static let all: [String: [UInt8]] = {
        var found: [String: [UInt8]] = [:]
        var index = 0
        while let asset = console_asset_at(index) {
            let name = String(cString: asset.pointee.name)
            found[name] = Array(
                UnsafeBufferPointer(start: asset.pointee.bytes, count: asset.pointee.count))
            index += 1
        }
        return found
    }()
}
