import ArgumentParser
import Producer

/// Statements of a person about a batch file, for what the file itself does not say. They belong to
/// a run's key: the same bytes read otherwise are another run.
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
