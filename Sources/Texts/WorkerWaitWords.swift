package import Reminders

/// The thing that a thread waits for, as words that follow "waits for".
extension WorkerWait.Kind: BilingualText {
    package var english: String {
        switch self {
        case .claim: "the database to hand out a part"
        case .read: "the database to read a part"
        case .reserve: "the database to give slots"
        case .noteLookUp: "the database to note a look-up"
        case .settle: "the database to take outcomes"
        case .giveBack: "the database to take a part back"
        case .lookUp: "Amili to answer a look-up"
        case .letter: "Amili to answer a letter"
        case .hand: "a slot, a place on the wire or its own time"
        }
    }

    package var swedish: String {
        switch self {
        case .claim: "att databasen lämnar ut en del"
        case .read: "att databasen läser en del"
        case .reserve: "att databasen ger tider för anrop"
        case .noteLookUp: "att databasen antecknar en fråga"
        case .settle: "att databasen tar emot utfall"
        case .giveBack: "att databasen tar tillbaka en del"
        case .lookUp: "Amilis svar på en fråga"
        case .letter: "Amilis svar på ett brev"
        case .hand: "en tid för anrop, en plats på ledningen eller sin egen tid"
        }
    }
}
