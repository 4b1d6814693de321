/// What each room may import: the arrows of the design, and they only point down. A new room needs
/// a line here.
enum Rooms {
    /// Foundation is for tests alone: it brings 40 MB into the program that is installed.
    private static let system: Set<String> = ["FoundationEssentials", "Glibc"]
    private static let testSystem: Set<String> = ["Foundation", "Glibc"]

    private static let database: Set<String> = [
        "Database", "Postgres", "Reminders", "Glibc",
    ]
    private static let stores: Set<String> = [
        "Database", "EnqueueStore", "QueueStore", "ConsoleStore", "OperatorStore", "AccessStore",
    ]

    /// Rooms under `Tests` that are no tests themselves.
    static let underTests: Set<String> = [
        "Simulation", "Simulator", "LedgerSuite", "Benches", "Fuzzer",
    ]

    static let mayImport: [String: Set<String>] = [
        // 0 system
        "CPostgres": [],
        "CCurl": [],
        "CConsoleAssets": [],
        "CZlib": [],
        "CProcess": [],
        "Descriptors": ["Glibc"],
        "Threads": ["CProcess", "Glibc"],
        "Spreadsheets": [],
        // 1 transport
        "Postgres": ["CPostgres", "Descriptors", "Threads"] + system,
        "HTTPClient": ["CCurl", "Descriptors", "NIOConcurrencyHelpers"] + system,
        // 2 domain
        "Reminders": ["FoundationEssentials", "Swift"],
        "Texts": ["Reminders"],
        "LogEvents": ["Logging"],
        "Database": ["Postgres", "Schema", "Reminders", "NIOConcurrencyHelpers"] + system,
        "SharedChanges": ["Database", "Postgres", "Reminders"],
        // 3 stores: who loads, who works, who looks, who decides, who may enter. What each says to
        // the database, it alone knows.
        "EnqueueStore": ["SharedChanges"] + database,
        "QueueStore": ["SharedChanges"] + database,
        "ConsoleStore": ["Schema"] + database,
        "OperatorStore": ["SharedChanges", "EnqueueStore", "ConsoleStore"] + database + system,
        "AccessStore": database,
        "Stores": stores,
        "Amili": ["HTTPClient", "Reminders", "Crypto", "NIOConcurrencyHelpers"] + system,
        // 4 programs
        "Worker": [
            "Reminders", "Texts", "LogEvents", "Logging", "CoreMetrics", "NIOConcurrencyHelpers",
        ] + system,
        "Producer": ["EnqueueStore", "Reminders", "Spreadsheets", "Threads", "Crypto"] + system,
        "Console": [
            "ConsoleStore", "OperatorStore", "AccessStore", "EnqueueStore", "Reminders",
            "Texts", "LogEvents", "Spreadsheets", "Descriptors", "CConsoleAssets", "CZlib",
            "Hummingbird",
            "HTTPTypes", "HummingbirdCore",
            "NIOCore", "NIOHTTP1", "NIOConcurrencyHelpers",
            "ServiceLifecycle", "Dispatch", "Crypto", "CryptoExtras", "Logging", "CoreMetrics",
        ] + system,
        "Status": [
            "CoreMetrics", "NIOCore", "NIOConcurrencyHelpers", "NIOHTTP1", "NIOPosix",
        ] + system,
        "AmiliSandbox": [
            "NIOCore", "NIOConcurrencyHelpers", "NIOHTTP1", "NIOPosix", "Crypto", "Dispatch",
        ] + system,
        // 5 entry
        "paminn": [
            "Stores", "Amili", "Worker", "Producer", "Console", "Status", "Reminders", "Texts",
            "LogEvents", "Spreadsheets", "Postgres",
            "HTTPClient", "Descriptors", "Threads", "CProcess", "Schema", "ArgumentParser",
            "Logging",
            "Dispatch", "NIOConcurrencyHelpers",
        ] + stores + system,
        "amili-sandbox": ["AmiliSandbox", "ArgumentParser", "Dispatch"] + system,
        // tests: the worker's world without a database, and what every ledger must keep
        "Simulation": ["Worker", "Reminders", "Texts", "Logging"],
        "LedgerSuite": ["Reminders"],
        "Simulator": ["Simulation", "Dispatch"] + testSystem,
        // what is promised of speed, measured
        "Benches": [
            "Stores", "Amili", "Reminders", "Worker", "Logging", "NIOConcurrencyHelpers",
        ] + stores + testSystem,
        // files that nobody wrote, read
        "Fuzzer": ["Producer", "Reminders"] + testSystem,
    ]
}

extension Set {
    fileprivate static func + (left: Set, right: Set) -> Set { left.union(right) }
}
