import OperatorStore

/// Says why a human's decision about an invoice does not apply.
struct DecisionProblemWords: PagePart {
    let context: PageContext
    let problem: DecisionProblem

    var text: String {
        switch problem {
        case .noSuchInvoice:
            say("Fakturan finns inte längre i registret.", "The invoice is no longer on file.")
        case .notInDoubt:
            say(
                "Det är redan avgjort. Ingenting har ändrats.",
                "It is settled already. Nothing was changed.")
        case .tooEarly(let seconds):
            say(
                "Anropet kan fortfarande komma fram under \(Format.span(max(seconds, 1))). Se "
                    + "efter hos Amili igen då.",
                "The call may still take effect for \(Format.span(max(seconds, 1))). Look again "
                    + "at Amili then.")
        case .tooEarlyAtAmili(let seconds): tooEarlyAtAmili(seconds)
        case .live(let run):
            say(
                "Fakturan har en påminnelse i utskick \(run) som fortfarande kan skickas. "
                    + "Avbryt utskicket eller vänta tills det är klart.",
                "The invoice has a reminder in run \(run) that may still be sent. Cancel the "
                    + "run, or wait until it is done.")
        case .manualToDo(let run):
            say(
                "Fakturan ska påminnas för hand i utskick \(run), och det är inte gjort än.",
                "The invoice is to be reminded of by hand in run \(run), and is not done yet.")
        case .nothingToRelease:
            say(
                "Det finns inget att frige: fakturan kan påminnas som den är.",
                "There is nothing to release: the invoice may be reminded of as it is.")
        case .notSpelledTwice:
            say(
                "Fakturan finns inte under två skrivsätt.",
                "The invoice is not on file under two spellings.")
        }
    }

    private func tooEarlyAtAmili(_ seconds: Double?) -> String {
        guard let seconds else {
            return say(
                "Ingen vet än hur länge anropet kan komma fram enligt Amilis klocka. Ingenting har "
                    + "ändrats. Försök igen när Amili har svarat på nästa fråga.",
                "Nobody knows yet until when the call may take effect by Amili's clock. Nothing "
                    + "was changed. Try again when Amili has answered the next question.")
        }
        return say(
            "Enligt Amilis klocka kan anropet fortfarande komma fram under "
                + "\(Format.span(max(seconds, 1))). Se efter hos Amili igen då.",
            "By Amili's clock the call may still take effect for "
                + "\(Format.span(max(seconds, 1))). Look again at Amili then.")
    }
}
