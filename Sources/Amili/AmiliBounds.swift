import Reminders

/// Bounds of our own.
enum AmiliBounds {
    /// Pages of one list; 5,000 items. A longer list is not an answer.
    static let pages = 50
    /// Seconds by which items that were made one after another may stand in another order, and by
    /// which a survey reads back further than the doubt.
    static let surveySlack: Int64 = 60
    /// Bytes of one URL: 8 KiB is the usual bound of servers and gateways for a whole header line.
    static let urlBytes = 7_500
    /// Calls at a time of a question that has to be asked number by number.
    static let singleWidth = 8
    /// Bytes of the answer to a registration or a token call.
    static let answerBytes = 262_144
    /// Seconds that Amili's clock and ours may differ without any suspicion, in a refused token
    /// call.
    static let clockTolerance: Int64 = 120
    /// Seconds that Amili's clock may differ from ours for our signature to follow it: what we sign
    /// must not be good for years because somebody answered with a wrong date.
    static let longestSkew: Int64 = 600
    /// Seconds by which an answer's `Date` may lie before the question: its fractions are cut off,
    /// and the clocks of Amili's servers may differ a little.
    static let oldestDate: Int64 = 5
    /// A token that is refused within this time after it was given is not known everywhere yet.
    static let tokenYouth: Duration = .seconds(4)
    /// How long a young token that was refused rests before it is tried again; then another one
    /// takes its place, once.
    static let tokenRests: [Duration] = [.seconds(1), .seconds(2), .seconds(4)]
    /// Refusals of its tokens that one call puts up with: an old one's, and two young ones'.
    static let mostTokenRefusals = 1 + 2 * (1 + tokenRests.count)
    /// How long a connection rests after an answer: what comes meanwhile was not asked for. A
    /// letter need not wait for it: a look-up tells then whose the answer was.
    static let connectionRest: Duration = .milliseconds(100)
    /// Bytes of a page of 100 items, histories and all: 80 KiB for each. A worker reads a page for
    /// each of its parts at once, so that this bounds its memory.
    static let pageBytes = 8_388_608
    /// Bytes of an unreadable answer that is looked into for what is wrong with it.
    static let inspectedBytes = 1_048_576
    /// Characters of a word that Amili has for a case's state or status.
    static let wordLength = 64
    /// Characters of `CallTrace.message`.
    static let messageLength = 300
    /// Bytes of the key file.
    static let keyFileBytes = 65_536
    /// A token is renewed this long before it ends, or a fifth of its life before if that is less.
    static let renewalMargin: Duration = .seconds(30)
    /// After one token call, no other within this time, whatever came of the first.
    static let renewalPause: Duration = .seconds(1)
}
