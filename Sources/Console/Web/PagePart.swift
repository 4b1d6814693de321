import Texts

/// A part of a page: it knows for whom it is made, and so in which language.
protocol PagePart {
    var context: PageContext { get }
}

extension PagePart {
    func say(_ swedish: String, _ english: String) -> String { context.say(swedish, english) }
    func say(_ text: some BilingualText) -> String { context.say(text) }
}
