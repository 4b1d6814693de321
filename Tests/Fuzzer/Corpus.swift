import Foundation

/// The files that mutations begin with.
enum Corpus {
    /// - Returns: the bytes of each file under the folders of batch files, by their names' order.
    static func files(in fixtures: String) throws -> [[UInt8]] {
        try ["batches", "files"].flatMap { folder -> [[UInt8]] in
            let path = URL(filePath: fixtures).appending(path: folder)
            let names = try FileManager.default.contentsOfDirectory(atPath: path.path)
            return try names.filter { !$0.hasSuffix(".expect") }.sorted().map {
                Array(try Data(contentsOf: path.appending(path: $0)))
            }
        }
    }
}
