// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// Addresses of functions are read-only once the program runs. A release has no symbols, unless a
/// profile is to be made of it, exports none, and keeps its relocations packed, which takes 3 MB
/// less and glibc 2.36. `deploy/package` builds what is installed.
let keepsSymbols = Context.environment["PAMINN_SYMBOLS"] != nil
let hardened: [LinkerSetting] = [
    .unsafeFlags(["-Xlinker", "-z", "-Xlinker", "relro", "-Xlinker", "-z", "-Xlinker", "now"]),
    .unsafeFlags(
        [
            "-use-ld=lld", "-Xlinker", "--no-export-dynamic", "-Xlinker", "-z", "-Xlinker",
            "pack-relative-relocs",
        ], .when(configuration: .release)),
    .unsafeFlags(keepsSymbols ? [] : ["-Xlinker", "-s"], .when(configuration: .release)),
]

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let nioLocks = Target.Dependency.product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let lifecycle = Target.Dependency.product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let nio: [Target.Dependency] = ["NIOCore", "NIOHTTP1", "NIOPosix"].map {
    .product(name: $0, package: "swift-nio")
}

/// A test target `NameTests` for the room `Name`, with what else it needs.
func tests(_ room: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(room)Tests", dependencies: [.byName(name: room)] + dependencies,
        swiftSettings: strict)
}

/// A store, with what else it needs.
func store(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: name, dependencies: ["Database", "Postgres", "Reminders"] + dependencies,
        swiftSettings: strict)
}

let stores: [Target.Dependency] = [
    "Database", "EnqueueStore", "QueueStore", "ConsoleStore", "OperatorStore", "AccessStore",
    "Stores",
]

let package = Package(
    name: "paminn",
    products: [
        .executable(name: "paminn", targets: ["paminn"]),
        .executable(name: "amili-sandbox", targets: ["amili-sandbox"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
    ],
    targets: [
        // 0 system
        .systemLibrary(
            name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CProcess"),
        .target(name: "Descriptors", swiftSettings: strict),
        .target(name: "LogEvents", dependencies: [logging], swiftSettings: strict),
        .target(name: "Threads", dependencies: ["CProcess"], swiftSettings: strict),
        // Swift's own embedding takes minutes for what `#embed` does in no time.
        .target(name: "CConsoleAssets", exclude: ["files"]),
        // 1 transport
        .target(
            name: "Postgres", dependencies: ["CPostgres", "Descriptors", "Threads"],
            swiftSettings: strict),
        .target(
            name: "HTTPClient", dependencies: ["CCurl", "Descriptors", nioLocks],
            swiftSettings: strict),
        // 2 domain
        .target(
            name: "Schema", path: "sql", exclude: ["README.md", "roles.sql", "schema.sql"],
            resources: [.embedInCode("migrations")], swiftSettings: strict),
        .target(name: "Spreadsheets", swiftSettings: strict),
        .target(name: "Reminders", swiftSettings: strict),
        .target(name: "Texts", dependencies: ["Reminders"], swiftSettings: strict),
        .target(
            name: "Database", dependencies: ["Postgres", "Schema", "Reminders", nioLocks],
            swiftSettings: strict),
        .target(
            name: "SharedChanges", dependencies: ["Database", "Postgres", "Reminders"],
            swiftSettings: strict),
        // 3 stores
        store("EnqueueStore", ["SharedChanges"]),
        store("QueueStore", ["SharedChanges"]),
        store("ConsoleStore", ["Schema"]),
        store("OperatorStore", ["SharedChanges", "EnqueueStore", "ConsoleStore"]),
        store("AccessStore"),
        .target(name: "Stores", dependencies: stores.dropLast(), swiftSettings: strict),
        .target(
            name: "Amili", dependencies: ["HTTPClient", "Reminders", crypto, nioLocks],
            swiftSettings: strict),
        // 4 programs
        .target(
            name: "Worker",
            dependencies: ["Reminders", "Texts", "LogEvents", logging, metrics, nioLocks],
            swiftSettings: strict),
        .target(
            name: "Producer",
            dependencies: ["EnqueueStore", "Reminders", "Spreadsheets", "Threads", crypto],
            swiftSettings: strict),
        .target(
            name: "Console",
            dependencies: [
                "ConsoleStore", "OperatorStore", "AccessStore", "EnqueueStore", "Reminders",
                "Texts", "LogEvents",
                "Spreadsheets", "Descriptors", "CConsoleAssets", "CZlib", hummingbird,
                lifecycle, nioLocks,
                crypto, cryptoExtras, logging, metrics, hummingbirdCore,
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ], swiftSettings: strict),
        .target(name: "Status", dependencies: nio + [nioLocks, metrics], swiftSettings: strict),
        .target(
            name: "AmiliSandbox", dependencies: nio + [nioLocks, crypto], swiftSettings: strict),
        // 5 entry
        .executableTarget(
            name: "paminn",
            dependencies: stores + [
                "Postgres", "Schema", "HTTPClient", "Amili", "Worker", "Producer", "Console",
                "Status", "Reminders", "Texts", "LogEvents", "Spreadsheets", "Descriptors",
                "Threads", "CProcess",
                argumentParser,
                logging, nioLocks,
            ], swiftSettings: strict, linkerSettings: hardened),
        .executableTarget(
            name: "amili-sandbox", dependencies: ["AmiliSandbox", argumentParser],
            swiftSettings: strict),
        // tests
        .target(name: "TestSupport", path: "Tests/Support", swiftSettings: strict),
        .target(
            name: "Simulation", dependencies: ["Reminders", "Texts", "Worker", logging],
            path: "Tests/Simulation", swiftSettings: strict),
        .target(
            name: "LedgerSuite", dependencies: ["Reminders"], path: "Tests/LedgerSuite",
            swiftSettings: strict),
        .executableTarget(
            name: "bench",
            dependencies: stores + ["Amili", "Reminders", "Worker", logging, nioLocks],
            path: "Tests/Benches",
            exclude: [
                "baseline", "claim", "console", "console-list", "endtoend", "enqueue", "fair",
                "growth", "handover.py", "idle", "idling.py", "latency", "libraries", "limits",
                "measuring.py",
                "memory", "million.sql", "peer_pgqueuer.py", "profile", "scale", "send",
                "snapshot", "tls",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "simulate", dependencies: ["Simulation"], path: "Tests/Simulator",
            swiftSettings: strict),
        .executableTarget(
            name: "fuzz", dependencies: ["Producer", "Reminders"], path: "Tests/Fuzzer",
            swiftSettings: strict),
        tests("Postgres", ["TestSupport"]),
        tests("HTTPClient", ["Descriptors"]),
        tests("Reminders"),
        tests("Texts", ["Reminders"]),
        tests("LogEvents", [logging]),
        tests("Spreadsheets"),
        .testTarget(
            name: "StoreTests",
            dependencies: stores + [
                "SharedChanges", "Postgres", "Schema", "Reminders", "Texts", "LedgerSuite",
                "TestSupport",
            ], swiftSettings: strict),
        tests("Amili", ["Reminders", "Texts", "HTTPClient", crypto]),
        tests(
            "Worker",
            [
                "Reminders", "Texts", "LogEvents", "Simulation", "LedgerSuite", "TestSupport",
                logging,
            ]),
        tests("Producer", ["EnqueueStore", "Reminders", "Spreadsheets"]),
        tests("AmiliSandbox", [crypto]),
        tests("Status", ["Worker", "Console", "Reminders", "TestSupport", metrics]),
        tests(
            "Console",
            stores + [
                "Reminders", "Texts", "Spreadsheets", "TestSupport", logging, hummingbird,
                hummingbirdCore, .product(name: "NIOEmbedded", package: "swift-nio"),
            ]),
        .testTarget(name: "EndToEndTests", dependencies: ["TestSupport"], swiftSettings: strict),
        .testTarget(name: "TidyTests", dependencies: ["TestSupport"], swiftSettings: strict),
    ],
    cLanguageStandard: .c2x
)
