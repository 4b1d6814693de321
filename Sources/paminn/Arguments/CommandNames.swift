import ArgumentParser

/// Which commands there are, for who mistyped one.
enum CommandNames {
    /// - Parameter arguments: without the program's name.
    /// - Throws: `Failure` (64) at the first word that stands where a command must, and is none.
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
