import OperatorStore
import Reminders

/// Failures of commands about one manual reminder.
extension Failure {
    /// - Parameter invoice: the number as it was typed.
    init(_ problem: ManualProblem, invoice: String) {
        switch problem {
        case .noSuchInvoice:
            self.init(
                .input, "Nothing is known of invoice \(invoice)", "See `paminn invoices`.")
        case .notManual(let run):
            self.init(
                .input, "The reminder of invoice \(invoice) in run \(run) goes to Amili",
                "See `paminn evidence`.")
        case .notLive(let state):
            self.init(
                .input,
                "Invoice \(invoice) has no live reminder; its latest is \(state.word)",
                "See `paminn evidence`, and enqueue it if it is to be reminded of.")
        case .held(let run):
            self.init(
                .notAllowed, "Run \(run) is held: invoice \(invoice) is not to be done yet",
                "Wait until it is released, or `paminn cancel \(run)`.")
        case .done(let run):
            self.init(
                .notAllowed, "Invoice \(invoice) is done, in run \(run)",
                "If it was not: `paminn manual done \(invoice) --undo`.")
        case .impossibleDay:
            self.init(
                .input, "A letter about invoice \(invoice) cannot have that date",
                "Give a day from the invoice's date to today.")
        }
    }

    /// - Parameters:
    ///   - invoice: the number as it was typed.
    ///   - creditor: its handle, for the commands that the remedy names.
    init(_ obstacle: LetterObstacle, invoice: String, creditor: String) {
        switch obstacle {
        case .mayNotGo(let reason):
            self.init(
                .notAllowed,
                "No letter about invoice \(invoice) may go now, \(reason.rawValue):"
                    + " \(reason.english)",
                "`paminn manual cancel \(invoice) --creditor \(creditor)` takes it back.")
        case .senderLacks(let missing):
            let what = missing.map {
                switch $0 {
                case .address: "address"
                case .giro: "bankgiro or plusgiro"
                }
            }
            let options = missing.map {
                switch $0 {
                case .address: "--address-line …"
                case .giro: "--bankgiro …"
                }
            }
            self.init(
                .settings, "The letters of \(creditor) lack its \(what.joined(separator: " and "))",
                "`paminn creditor letter \(creditor) \(options.joined(separator: " "))`.")
        case .rateUnknown(let halfYear):
            self.init(
                .settings, "The reference rate from \(halfYear) is not known",
                "Look it up at the Riksbank, and add \(halfYear)=N.NN to PAMINN_REFERENCE_RATES;"
                    + " or enqueue it with --no-interest.")
        }
    }
}
