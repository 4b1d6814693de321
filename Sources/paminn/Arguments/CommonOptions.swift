import ArgumentParser

/// The options of every command.
struct CommonOptions: ParsableArguments {
    @Flag(help: "One JSON object a line on standard output.")
    var json = false
}
