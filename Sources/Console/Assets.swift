import CConsoleAssets
import Crypto
import HTTPTypes

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

    private static let versions = all.mapValues { bytes in
        String(Random.hexadecimal(SHA256.hash(data: bytes)).prefix(12))
    }

    /// Another address whenever the content is another: browsers may keep it for ever.
    static func url(_ name: String) -> String { "/\(name)?v=\(versions[name] ?? "")" }

    static func reply(_ name: String) -> PageResponse? {
        guard let bytes = all[name] else { return nil }
        let types = [
            "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
            "svg": "image/svg+xml",
        ]
        let type = name.split(separator: ".").last.flatMap { types[String($0)] }
        return PageResponse(
            status: 200, contentType: type ?? "application/octet-stream",
            headers: [.cacheControl: "public, max-age=31536000, immutable"],
            body: .whole(bytes))
    }
}
