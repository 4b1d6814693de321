/// One thing measured, against what is promised of it.
struct Figure {
    let name: String
    /// Milliseconds.
    let value: Double
    let limit: Double

    var line: String {
        func rounded(_ number: Double) -> String { "\((number * 100).rounded() / 100)" }
        let ratio = value / limit
        return """
            {"name":"\(name)","value":\(rounded(value)),"unit":"ms","limit":\(rounded(limit)),\
            "ratio":\(rounded(ratio)),"bar":1,"holds":\(ratio <= 1)}
            """
    }
}

/// Times of one kind of call.
struct Times {
    private(set) var milliseconds: [Double] = []

    /// Runs `body` and notes how long it took.
    mutating func take<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        let began = ContinuousClock.now
        let value = try await body()
        milliseconds.append(began.duration(to: .now) / .milliseconds(1))
        return value
    }

    /// The time that 99 of 100 calls stayed below; of few calls the longest.
    var p99: Double {
        let sorted = milliseconds.sorted()
        return sorted[min(sorted.count - 1, sorted.count * 99 / 100)]
    }

    var p50: Double { milliseconds.sorted()[milliseconds.count / 2] }
}
