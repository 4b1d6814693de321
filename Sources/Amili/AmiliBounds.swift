import Reminders

/// Bounds that we have chosen: of sizes, times, tries and clock differences.
enum AmiliBounds {
    /// The most pages read of one list: 5,000 items. A longer list gives no answer.
    static let pages = 50
    /// Seconds by which items made one after another may be out of order in a list, and by which a
    /// survey reads back beyond the beginning of the doubt.
    static let surveySlack: Int64 = 60
    /// The most bytes of one URL. Servers and gateways usually take 8 KiB for a whole header line.
    static let urlBytes = 7_500
    /// Calls at a time while a question is asked number by number.
    static let singleWidth = 8
    /// How long numbers are asked for one by one after Amili has refused `$in`.
    static let listFilterPause: Duration = .seconds(600)
    /// The most bytes of the answer to a registration, a token call or a call on a creditor.
    static let answerBytes = 262_144
    /// Seconds by which Amili's clock and ours may differ before a refused token call is put down
    /// to the clocks.
    static let clockTolerance: Int64 = 120
    /// The most seconds by which our signature follows Amili's clock. A wrong date in an answer
    /// must not make us sign a request that is good for years.
    static let longestSkew: Int64 = 600
    /// Seconds by which an answer's `Date` may lie before the question: `Date` has no fractions,
    /// and the clocks of Amili's servers may differ a little.
    static let oldestDate: Int64 = 5
    /// The age up to which a refused token is put down to servers of Amili that do not know it yet.
    static let tokenYouth: Duration = .seconds(4)
    /// How long a refused young token rests before each new try. After the last, another token
    /// takes its place, once.
    static let tokenRests: [Duration] = [.seconds(1), .seconds(2), .seconds(4)]
    /// The most token refusals that one call accepts: one of an old token, and those of two young
    /// ones.
    static let mostTokenRefusals = 1 + 2 * (1 + tokenRests.count)
    /// How long a connection rests after an answer: bytes that arrive meanwhile answer no request.
    /// A letter need not wait for the rest, because a look-up then tells whose the answer was.
    static let connectionRest: Duration = .milliseconds(100)
    /// The most bytes of a page of 100 items, histories included: 80 KiB for each. A worker reads
    /// pages for all of its parts at once, so this bounds its memory.
    static let pageBytes = 8_388_608
    /// The most bytes of an unreadable answer that are examined for the fault.
    static let inspectedBytes = 1_048_576
    /// The longest word for a case's state or status that is kept, in Unicode scalars; also the
    /// longest OCR number, in bytes.
    static let wordLength = 64
    /// The most characters of `CallTrace.message`.
    static let messageLength = 300
    /// The most bytes of the key file.
    static let keyFileBytes = 65_536
    /// A token is renewed after this time at the latest, because each comes with an answer that
    /// shows Amili's clock.
    static let longestTokenLifetime: Duration = .seconds(3_600)
    /// A token is renewed this long before its end; a fifth of its lifetime before, if that is
    /// less.
    static let renewalMargin: Duration = .seconds(30)
    /// The least time from the end of one token call to the next, whatever the first one's result.
    static let renewalPause: Duration = .seconds(1)
}
