import AccessStore
import ConsoleStore
import Reminders

/// Explains a reminder in doubt in plain words: since when, what happens next, and what Amili said
/// last.
struct DoubtWords: PagePart {
    let context: PageContext
    let doubt: InvoiceDoubt

    var explanation: HTML {
        """
        <p>\(say(
            "Den skickades till Amili, men svaret kom aldrig fram. Den skickas inte igen innan "
                + "Amili har svarat på om ärendet finns där. Du behöver inte göra något.",
            "It was sent to Amili, but the answer was lost. It is not sent again before Amili has "
                + "told whether the case is there. You need not do anything."))</p>
        <dl class="facts"><dt>\(say("Sedan", "Since"))</dt><dd>\(Format.moment(doubt.since))</dd>\
        <dt>\(say("Vad som händer nu", "What happens now"))</dt><dd>\(now)</dd>\(until)\
        \(said(say("Anropet", "The call"), doubt.lastCall))\
        \(said(say("Senaste frågan", "The last question"), doubt.lastLookUp))</dl>
        """
    }

    /// The next step, or the obstacle to it.
    private var now: String {
        switch doubt.obstacle {
        case .stuck?:
            say(
                "Den har fastnat. Driften måste sätta i gång den igen.",
                "It is stuck. The operator must start it again.")
        case .allPaused?:
            say("Alla utskick är stoppade av driften.", "All runs are stopped by the operator.")
        case .creditorPaused?:
            say(
                "Företagets utskick är stoppade av driften.",
                "The company's runs are stopped by the operator.")
        case .allClosed?, .creditorClosed?:
            say(
                "Amili svarar inte just nu. Det frågas igen av sig självt.",
                "Amili does not answer now. It will be asked again by itself.")
        case nil: say("Amili tillfrågas.", "Amili is asked.")
        }
    }

    /// The time until which the lost call may still take effect; empty once it is over.
    private var until: HTML {
        guard !doubt.isDoubtOver, let end = doubt.doubtUntil else { return .empty }
        return """
            <dt>\(say("Anropet kan komma fram till", "The call may take effect until"))</dt>\
            <dd>\(Format.moment(end))</dd>
            """
    }

    /// A row that quotes Amili, in English; empty for nil.
    private func said(_ name: String, _ text: String?) -> HTML {
        guard let text else { return .empty }
        return "<dt>\(name)</dt><dd><q lang=\"en\">\(text)</q></dd>"
    }
}
