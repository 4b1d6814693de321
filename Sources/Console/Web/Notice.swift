/// Messages at the top of a page.
enum Notice: String {
    case good, info, warning, bad

    func html(_ content: HTML) -> HTML {
        "<div class=\"notice \(rawValue)\"><p>\(content)</p></div>"
    }
}
