import Foundation
import TestSupport

/// The repository as text.
enum Tree {
    /// The files of the top level that the user fixed; besides them only dot files, and
    /// `Package.resolved`, which SwiftPM writes and git ignores.
    static let topLevel: Set<String> = [
        "Package.swift", "Package.resolved", "Sources", "Tests", "sql", "deploy", "README.md",
    ]

    static func entriesOfTopLevel() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: Place.repository)
    }

    /// Every text file under Sources, Tests, sql, deploy and .github, and of the top level.
    static func files() throws -> [SourceText] { try everything.get() }

    private static let everything = Result { try readEverything() }

    private static func readEverything() throws -> [SourceText] {
        var paths = try entriesOfTopLevel().filter { isFile($0) && $0 != "Package.resolved" }
        for folder in ["Sources", "Tests", "sql", "deploy", ".github"] {
            let below = try FileManager.default.subpathsOfDirectory(
                atPath: "\(Place.repository)/\(folder)")
            paths += below.map { "\(folder)/\($0)" }.filter(isFile)
        }
        return paths.sorted().compactMap(read)
    }

    /// - Returns: nil if the file is not UTF-8, and so not for us to read.
    static func read(_ path: String) -> SourceText? {
        guard let data = FileManager.default.contents(atPath: "\(Place.repository)/\(path)"),
            let text = String(validating: data, as: UTF8.self)
        else { return nil }
        return SourceText(path: path, text: text)
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(Place.repository)/\(path)")
    }

    /// - Returns: the path of a link in the repository.
    static func resolved(_ target: String, in folder: String) -> String {
        var parts = folder.split(separator: "/").map(String.init)
        for part in target.split(separator: "/") {
            if part == ".." { parts = parts.dropLast() } else { parts.append(String(part)) }
        }
        return parts.joined(separator: "/")
    }

    static func isExecutable(_ path: String) -> Bool {
        FileManager.default.isExecutableFile(atPath: "\(Place.repository)/\(path)")
    }

    private static func isFile(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        let whole = "\(Place.repository)/\(path)"
        return FileManager.default.fileExists(atPath: whole, isDirectory: &isFolder)
            && !isFolder.boolValue && !path.contains("__pycache__")
    }
}
