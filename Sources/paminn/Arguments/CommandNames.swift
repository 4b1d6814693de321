import ArgumentParser

/// Checks the names of commands before ArgumentParser sees them, so that a mistyped one gets a
/// suggestion.
enum CommandNames {
    /// Follows the arguments down the tree of commands. It stops at an option, at `help`, and at a
    /// command without subcommands: ArgumentParser checks the rest.
    /// - Parameter arguments: without the program's name.
    /// - Throws: `Failure` (64) at the first word that stands where a command must and is none.
    static func check(_ arguments: [String]) throws {
        var command: any ParsableCommand.Type = Paminn.self
        for word in arguments {
            let commands = command.configuration.subcommands
            guard !commands.isEmpty, !word.hasPrefix("-"), word != "help" else { return }
            let names = commands.map { $0._commandName }
            guard let index = names.firstIndex(of: word) else {
                throw Failure(
                    .usage, "There is no command ‘\(word)’",
                    NearestName.remedy(
                        for: word, among: names,
                        otherwise: "There are \(names.joined(separator: ", "))."))
            }
            command = commands[index]
        }
    }
}
