import Reminders

/// Explains why a gate is closed, and what an operator can do about it.
struct GateText {
    /// nil: the gate was closed before causes were noted.
    private let cause: GateCause?
    /// True for the gate of all Amili, false for that of one creditor. Only the remedy for an
    /// unknown cause depends on it.
    private let isFleet: Bool
    private let context: PageContext

    init(_ cause: GateCause?, isFleet: Bool, _ context: PageContext) {
        self.cause = cause
        self.isFleet = isFleet
        self.context = context
    }

    var what: String {
        switch cause {
        case .credential:
            context.say(
                "Amili godtar inte vår inloggning.", "Amili refuses our credential.")
        case .tokenRefused:
            context.say(
                "Amili godtar inte de inloggningar som det nyss har gett.",
                "Amili refuses the tokens that it has just given.")
        case .creditorRefused:
            context.say(
                "Amili godtar inte företaget: det är inte vårt där, eller inte aktivt.",
                "Amili refuses this company: it is not ours there, or not active.")
        case .tooMany:
            context.say(
                "Amili säger att anropen är för många.", "Amili says that we make too many calls.")
        case .retryAfter:
            context.say("Amili har bett oss att vänta.", "Amili has asked us to wait.")
        case .silence:
            context.say("Amili svarar inte.", "Amili does not answer.")
        case .letters:
            context.say(
                "Amili svarar inte på företagets brev, men på annat.",
                "Amili does not answer this company's letters, but answers the rest.")
        case .history:
            context.say(
                "Databasen har gått tillbaka i tiden, eller en annan har tagit dess plats.",
                "The database went back in time, or another took its place.")
        case nil:
            context.say("Skälet är inte antecknat.", "The reason is not on record.")
        }
    }

    var remedy: String {
        switch cause {
        case .credential:
            context.say(
                "Byt filen som PAMINN_AMILI_KEY_FILE pekar på. Det läker inom en minut.",
                "Replace the file that PAMINN_AMILI_KEY_FILE names. It heals within a minute.")
        case .tokenRefused:
            context.say(
                "Nyckeln är rätt. Det prövas igen varje minut; varar det, fråga Amili.",
                "The key is right. It is tried again each minute; if it lasts, ask Amili.")
        case .creditorRefused:
            context.say(
                "Aktivera det hos Amili. Det prövas igen var tionde minut, och genast om du"
                    + " släpper fram det.",
                "Activate it at Amili. It is tried every ten minutes, and at once if you resume"
                    + " it.")
        case .tooMany:
            context.say(
                "Ingenting: det öppnar av sig självt. Händer det ofta, sänk takten med"
                    + " paminn rate.",
                "Nothing: it opens by itself. If it happens often, lower the rate with"
                    + " paminn rate.")
        case .retryAfter:
            context.say(
                "Ingenting: det öppnar av sig självt.", "Nothing: it opens by itself.")
        case .silence:
            context.say(
                "Ett enda brev prövar vägen när tiden är ute. Varar det, kör paminn doctor på en"
                    + " av arbetarnas maskiner: den säger om felet är deras eller vårt.",
                "When the time is up, a single letter tries again. If it lasts, run"
                    + " paminn doctor on a worker's machine: it says whose fault it is.")
        case .letters:
            context.say(
                "Fråga Amili om företaget; paminn evidence visar vad som sades. Ett enda brev prövar"
                    + " vägen när tiden är ute. Andra företags brev går som vanligt.",
                "Ask Amili about the company; paminn evidence shows what was said. One letter alone"
                    + " tries the way when the time is out. Other companies' letters go on.")
        case .history:
            context.say(
                "Ta reda på vad som gick förlorat. Läs in den tidens betalningar och gör om det"
                    + " som avbröts, innan stilleståndet är över.",
                "Find out what was lost. Import the payments of that time and repeat what was"
                    + " cancelled, before the stand-still ends.")
        case nil:
            isFleet
                ? context.say("Kör paminn doctor.", "Run paminn doctor.")
                : context.say("Det öppnar av sig självt.", "It opens by itself.")
        }
    }
}
