import ArgumentParser
import Producer

/// What a person says about a batch file where the file is silent.
struct ReadingOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Nothing was paid on any of these invoices: claim the total.",
            discussion: "Without it a file that does not say what remains is refused."))
    var totalIsRemaining = false
    @Option(
        help: ArgumentHelp(
            "Pass over this column or key; may be given several times.", valueName: "name"))
    var ignoreColumn: [String] = []

    var rules: ReadingRules {
        ReadingRules(totalIsRemaining: totalIsRemaining, ignoredColumns: ignoreColumn)
    }
}
