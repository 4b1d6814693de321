/// Words for a rate of calls.
enum RateText {
    /// The most calls a second, or a minute if they are fewer than one a second.
    /// - Parameter rate: calls a second, finite.
    static func most(_ rate: Double, _ context: PageContext) -> String {
        guard rate >= 1 else {
            let calls = Format.count(Int((rate * 60).rounded()))
            return context.say(
                "högst \(calls) anrop i minuten", "at most \(calls) calls a minute")
        }
        let calls = Format.count(Int(rate.rounded()))
        return context.say("högst \(calls) anrop i sekunden", "at most \(calls) calls a second")
    }
}
