/// One field of a form: its label, what stands in it, what it is for, and what is wrong with it.
struct FormField {
    let name: String
    let label: String
    let value: String
    var hint = ""
    /// What to mend; nil if nothing. An empty text marks the field, and the words stand elsewhere.
    var fault: String?
    /// The element that tells what is wrong with several fields at once.
    var faultAt: String?
    var mostCharacters = 100
    /// `organization`, `street-address`, `postal-code` …: what browsers fill in.
    var autocomplete = "off"
    var isNumeric = false
    var isReadOnly = false
    var isRequired = true

    var html: HTML {
        """
        <div>\(heading)<input id="\(name)" name="\(name)" value="\(value)" \
        maxlength="\(mostCharacters)" autocomplete="\(autocomplete)"\
        \(" inputmode=\"numeric\"", if: isNumeric)\(" readonly", if: isReadOnly)\
        \(" required", if: isRequired)\(described)>\(trouble)</div>
        """
    }

    /// - Parameter rows: lines that show at once.
    func area(rows: Int) -> HTML {
        """
        <div>\(heading)<textarea id="\(name)" name="\(name)" rows="\(rows)" \
        maxlength="\(mostCharacters)" autocomplete="\(autocomplete)"\
        \(" required", if: isRequired)\(described)>\(value)</textarea>\(trouble)</div>
        """
    }

    private var heading: HTML {
        let told: HTML = hint.isEmpty ? "" : "<p class=\"hint\" id=\"\(name)-hint\">\(hint)</p>"
        return "<label for=\"\(name)\">\(label)</label>\(told)"
    }

    private var described: HTML {
        var ids: [String] = []
        if !hint.isEmpty { ids.append("\(name)-hint") }
        if let fault { ids.append(fault.isEmpty ? faultAt ?? "" : "\(name)-fel") }
        let about = ids.filter { !$0.isEmpty }
        let ills: HTML = fault == nil ? "" : " aria-invalid=\"true\""
        guard !about.isEmpty else { return ills }
        return "\(ills) aria-describedby=\"\(about.joined(separator: " "))\""
    }

    private var trouble: HTML {
        guard let fault, !fault.isEmpty else { return "" }
        return "<p class=\"flash\" id=\"\(name)-fel\">\(fault)</p>"
    }
}
