/// The lines, 0-based, that each function, initialiser and subscript with a body takes, from the
/// line of its keyword to the line of its closing brace.
func functions(in codeLines: [String]) -> [ClosedRange<Int>] {
    let tokens = tokens(of: codeLines)
    var found: [ClosedRange<Int>] = []
    for (index, token) in tokens.enumerated() where startsFunction(token, before: index, tokens) {
        guard let open = bodyStart(after: index, tokens), let close = matching(open, tokens) else {
            continue
        }
        found.append(token.line...tokens[close].line)
    }
    return found
}

private struct Token {
    let text: String
    let line: Int
}

/// Words, and the punctuation that matters: brackets, dots and semicolons.
private func tokens(of codeLines: [String]) -> [Token] {
    var result: [Token] = []
    for (number, line) in codeLines.enumerated() {
        var word = ""
        for character in line + " " {
            if character.isLetter || character.isNumber || character == "_" {
                word.append(character)
                continue
            }
            if !word.isEmpty { result.append(Token(text: word, line: number)) }
            word = ""
            if "(){}[].;".contains(character) {
                result.append(Token(text: String(character), line: number))
            }
        }
    }
    return result
}

private func startsFunction(_ token: Token, before index: Int, _ tokens: [Token]) -> Bool {
    switch token.text {
    case "func", "deinit": true
    // `x.init(…)` is a call, not a declaration.
    case "init", "subscript": index == 0 || tokens[index - 1].text != "."
    default: false
    }
}

/// The brace that opens the body; nil if the declaration has none (a protocol's requirement).
private func bodyStart(after index: Int, _ tokens: [Token]) -> Int? {
    let declarations: Set<String> = ["func", "init", "var", "let", "case", "subscript", "struct"]
    var depth = 0
    for place in tokens.indices[(index + 1)...] {
        let text = tokens[place].text
        if text == "(" || text == "[" { depth += 1 }
        if text == ")" || text == "]" { depth -= 1 }
        guard depth == 0 else { continue }
        if text == "{" { return place }
        if text == "}" || declarations.contains(text) { return nil }
    }
    return nil
}

private func matching(_ open: Int, _ tokens: [Token]) -> Int? {
    var depth = 0
    for place in tokens.indices[open...] {
        if tokens[place].text == "{" { depth += 1 }
        if tokens[place].text == "}" { depth -= 1 }
        if depth == 0 { return place }
    }
    return nil
}
