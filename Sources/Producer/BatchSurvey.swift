/// The facts about a whole batch file that are needed before its lines are taken one by one.
package struct BatchSurvey: Sendable {
    package let rules: ReadingRules
    /// How the header was understood.
    package let heading: HeaderReading
    /// Keys of the invoice numbers that stand on several lines which differ.
    let repeated: Set<String>
}
