import Reminders

/// Why a gate is shut, and what to do about it: the workers' causes in people's words.
struct GateWords {
    let what: String
    let remedy: String

    /// - Parameters:
    ///   - cause: nil: it was closed before causes were noted.
    ///   - isFleet: of all Amili, and not of one creditor.
    init(_ cause: GateCause?, isFleet: Bool, _ visit: Visit) {
        switch cause {
        case .credential:
            what = visit.say(
                "Amili godtar inte vår inloggning.", "Amili refuses our credential.")
            remedy = visit.say(
                "Byt filen som PAMINN_AMILI_KEY_FILE pekar på. Det läker inom en minut.",
                "Replace the file that PAMINN_AMILI_KEY_FILE names. It heals within a minute.")
        case .tokenRefused:
            what = visit.say(
                "Amili godtar inte de inloggningar som det nyss har gett.",
                "Amili refuses the tokens that it has just given.")
            remedy = visit.say(
                "Nyckeln är rätt. Det prövas igen varje minut; varar det, fråga Amili.",
                "The key is right. It is tried again each minute; if it lasts, ask Amili.")
        case .creditorRefused:
            what = visit.say(
                "Amili godtar inte företaget: det är inte vårt där, eller inte aktivt.",
                "Amili refuses this company: it is not ours there, or not active.")
            remedy = visit.say(
                "Aktivera det hos Amili. Det prövas igen var tionde minut, och genast om du"
                    + " släpper fram det.",
                "Activate it at Amili. It is tried every ten minutes, and at once if you resume"
                    + " it.")
        case .tooMany:
            what = visit.say("Amili säger att anropen är för många.", "Amili says too many calls.")
            remedy = visit.say(
                "Ingenting: det öppnar av sig självt. Händer det ofta, sänk takten med"
                    + " paminn rate.",
                "Nothing: it opens by itself. If it happens often, lower the rate by"
                    + " paminn rate.")
        case .retryAfter:
            what = visit.say("Amili har bett oss att vänta.", "Amili has asked us to wait.")
            remedy = visit.say(
                "Ingenting: det öppnar av sig självt.", "Nothing: it opens by itself.")
        case .silence:
            what = visit.say("Amili svarar inte.", "Amili does not answer.")
            remedy = visit.say(
                "Ett enda brev prövar vägen när tiden är ute. Varar det, kör paminn doctor på en"
                    + " av arbetarnas maskiner: den säger om felet är deras eller vårt.",
                "One letter alone tries the way when the time is out. If it lasts, run"
                    + " paminn doctor on a worker's machine: it says whose fault it is.")
        case .letters:
            what = visit.say(
                "Amili svarar inte på företagets brev, men på annat.",
                "Amili does not answer this company's letters, but answers the rest.")
            remedy = visit.say(
                "Fråga Amili om företaget; paminn evidence visar vad som sades. Ett enda brev prövar"
                    + " vägen när tiden är ute. Andra företags brev går som vanligt.",
                "Ask Amili about the company; paminn evidence shows what was said. One letter alone"
                    + " tries the way when the time is out. Other companies' letters go on.")
        case .history:
            what = visit.say(
                "Databasen har gått tillbaka i tiden, eller en annan har tagit dess plats.",
                "The database went back in time, or another took its place.")
            remedy = visit.say(
                "Ta reda på vad som gick förlorat. Läs in den tidens betalningar och gör om det"
                    + " som avbröts, innan stilleståndet är över.",
                "Find out what was lost. Import the payments of that time and repeat what was"
                    + " cancelled, before the stand-still ends.")
        case nil:
            what = visit.say("Skälet är inte antecknat.", "The reason is not on record.")
            remedy =
                isFleet
                ? visit.say("Kör paminn doctor.", "Run paminn doctor.")
                : visit.say("Det öppnar av sig självt.", "It opens by itself.")
        }
    }
}
