import ArgumentParser
import Glibc
import OperatorStore
import Stores

extension CreditorCommand {
    /// `paminn creditor add`. The new creditor is not active at Amili yet: nothing of it can be
    /// enqueued for Amili.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds a creditor. Its organisation number is read from standard input.",
            discussion: """
                The organisation number may be a personnummer: it never stands on a command line.

                Example:
                  paminn creditor add demo --name "Exempelbolaget AB" \\
                      --account 65f0c0ffee0000000000a001 \\
                      --amili-creditor 65f0c0ffee0000000000c001 < organisation-number
                """)
        @Argument(help: "What arguments, URLs and logs call it: a-z, 0-9 and hyphens.")
        var handle: String
        @Option(help: "The company's name.") var name: String
        @Option(help: "Amili's account id, 24 hexadecimal digits.") var account: String
        @Option(help: "Amili's creditor id, 24 hexadecimal digits.") var amiliCreditor: String
        @OptionGroup var common: CommonOptions

        func validate() throws {
            let handleCharacters = Set("abcdefghijklmnopqrstuvwxyz0123456789-")
            guard (1...63).contains(handle.count), handle.first != "-",
                handle.allSatisfy({ handleCharacters.contains($0) })
            else { throw ValidationError("A handle is 1 to 63 of a-z, 0-9 and hyphens") }
            for (name, value) in [("--account", account), ("--amili-creditor", amiliCreditor)] {
                guard value.count == 24, value.allSatisfy({ $0.isHexDigit }) else {
                    throw ValidationError("\(name) is 24 hexadecimal digits")
                }
            }
            if name.isEmpty { throw ValidationError("--name is empty") }
        }

        func run() async throws {
            let number = try organisationNumber()
            try await Opening.stores { stores in
                try await add(number, to: stores)
                try await CreditorCommand.print(handle, stores, common)
            }
        }

        /// - Parameter number: the organisation number.
        /// - Throws: `Failure` (65) if another creditor has the handle or the ids.
        private func add(_ number: String, to stores: Stores) async throws {
            do {
                let id = try await stores.operators.addCreditor(
                    handle: handle, name: name, orgNumber: number,
                    account: account.lowercased(), amiliCreditor: amiliCreditor.lowercased())
                guard id != nil else {
                    throw Failure(.input, "The handle ‘\(handle)’ is taken", "Choose another.")
                }
            } catch CreditorProblem.idsAreTaken {
                throw Failure(
                    .input, "Another creditor has these ids at Amili",
                    "Compare --account and --amili-creditor with Amili, and see"
                        + " `paminn creditor list --json`.")
            }
        }

        /// Reads the organisation number from standard input, prompting at a terminal.
        /// - Returns: its digits alone.
        /// - Throws: `Failure` (65) unless there are 10 or 12, beside spaces and the signs `-` and
        ///   `+`. The check digit is not examined here.
        private func organisationNumber() throws -> String {
            if isatty(0) == 1 { Terminal.note("Organisation number (ends with Enter):") }
            let text = try StandardInput.line()?.filter { !$0.isWhitespace } ?? ""
            let digits = text.filter { $0.isNumber && $0.isASCII }
            guard [10, 12].contains(digits.count),
                text.allSatisfy({ ($0.isNumber && $0.isASCII) || $0 == "-" || $0 == "+" })
            else {
                throw Failure(
                    .input, "Standard input holds no organisation number of 10 or 12 digits",
                    "Try: echo 556036-0793 | paminn creditor add …")
            }
            return digits
        }
    }
}
