import OperatorStore

/// Failures of a human's decision about one invoice.
extension Failure {
    /// - Parameter invoice: the number as it was typed.
    init(_ problem: DecisionProblem, invoice: String) {
        switch problem {
        case .noSuchInvoice:
            self.init(
                .input, "Nothing is known of invoice \(invoice)", "See `paminn invoices`.")
        case .notInDoubt:
            self.init(
                .input, "Invoice \(invoice) is not in doubt: somebody has settled it",
                "See `paminn evidence`.")
        case .tooEarly(let seconds): self.init(tooEarly: seconds)
        case .tooEarlyAtAmili(let seconds): self.init(tooEarlyAtAmili: seconds)
        case .live(let run):
            self.init(
                .notAllowed, "Invoice \(invoice) has a reminder in run \(run) that may still go",
                "Cancel the run, or wait until it is done.")
        case .manualToDo(let run):
            self.init(
                .notAllowed, "Invoice \(invoice) is still to be done by hand, in run \(run)",
                "Mark it done (`paminn manual done`), or cancel it (`paminn manual cancel`).")
        case .nothingToRelease:
            self.init(
                .input, "Nothing stands against a new reminder of invoice \(invoice)",
                "Enqueue or resubmit it.")
        case .notSpelledTwice:
            self.init(
                .input, "Invoice \(invoice) is no second spelling that is to be settled",
                "See `paminn spellings`.")
        }
    }

    private init(tooEarly seconds: Double) {
        self.init(
            .tryAgain, "A call may still take effect for \(Durations.written(max(seconds, 1)))",
            "Look again at Amili then, and say what you found.")
    }

    private init(tooEarlyAtAmili seconds: Double?) {
        guard let seconds else {
            self.init(
                .tryAgain,
                "Nobody knows yet until when a call may take effect by Amili's clock",
                "Amili's next answer to a worker tells: see that one runs and reaches Amili "
                    + "(`paminn doctor`), and try again.")
            return
        }
        self.init(
            .tryAgain,
            "By Amili's clock a call may still take effect for "
                + Durations.written(max(seconds, 1)),
            "A running worker tells that clock. Look again at Amili then, and say what you found.")
    }
}
