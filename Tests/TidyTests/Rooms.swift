/// What each room may import: the arrows of the design, and they only point down. A new room needs
/// a line here.
enum Rooms {
    private static let system: Set<String> = ["Foundation", "FoundationEssentials", "Glibc"]

    /// Rooms under `Tests` that are no tests themselves.
    static let underTests: Set<String> = [
        "Simulation", "Simulator", "LedgerSuite", "Benches", "Fuzzer",
    ]

    static let mayImport: [String: Set<String>] = [
        // 0 ground
        "CPostgres": [],
        "CCurl": [],
        "CConsoleAssets": [],
        "CZlib": [],
        "CProcess": [],
        "Descriptors": ["Glibc"],
        // 1 wires
        "Postgres": ["CPostgres", "Descriptors"] + system,
        "HTTPClient": ["CCurl", "Descriptors"] + system,
        // 2 words
        "Reminders": ["Foundation", "FoundationEssentials"],
        // 3 doors
        "Store": ["Postgres", "Schema", "Reminders"] + system,
        "Amili": ["HTTPClient", "Reminders", "Crypto"] + system,
        // 4 programs
        "Worker": ["Reminders", "Logging"] + system,
        "Producer": ["Store", "Reminders", "Crypto"] + system,
        "Console": [
            "Store", "Reminders", "Descriptors", "CConsoleAssets", "CZlib", "Hummingbird",
            "HTTPTypes", "HummingbirdCore", "NIOCore", "NIOHTTP1", "NIOConcurrencyHelpers",
            "ServiceLifecycle", "Dispatch", "Crypto", "CryptoExtras", "Logging",
        ] + system,
        "AmiliSandbox": ["NIOCore", "NIOHTTP1", "NIOPosix", "Crypto", "Dispatch"] + system,
        // 5 entry
        "paminn": [
            "Store", "Amili", "Worker", "Producer", "Console", "Reminders", "Postgres",
            "HTTPClient", "Descriptors", "CProcess", "Schema", "ArgumentParser", "Logging",
            "Dispatch", "NIOConcurrencyHelpers",
        ] + system,
        "amili-sandbox": ["AmiliSandbox", "ArgumentParser", "Dispatch"] + system,
        // tests: the worker's world without a database, and what every ledger must keep
        "Simulation": ["Worker", "Reminders", "Logging"],
        "LedgerSuite": ["Reminders"],
        "Simulator": ["Simulation", "Dispatch"] + system,
        // what is promised of speed, measured
        "Benches": ["Store", "Reminders", "Worker", "Logging", "NIOConcurrencyHelpers"] + system,
        // files that nobody wrote, read
        "Fuzzer": ["Producer", "Reminders"] + system,
    ]
}

extension Set {
    fileprivate static func + (left: Set, right: Set) -> Set { left.union(right) }
}
