package import Reminders

extension AmiliClient {
    /// Asks the list of cases and, for letters in doubt or in a census, that of registrations.
    package func lookUp(_ question: Question, startBy: BootInstant) async -> LookUpReport {
        var notes = Notes()
        do throws(Halt) {
            let found = try await found(question, startBy, &notes)
            guard let amiliNow = notes.amiliNow else { throw .noAnswer(.noDate) }
            return LookUpReport(.answered(cases: found, amiliNow: amiliNow), notes.trace)
        } catch {
            if case .outcome(let outcome) = error { return LookUpReport(outcome, notes.trace) }
            guard let (why, retryAfter) = error.noAnswer else {
                preconditionFailure("a halt is an outcome, or no answer")
            }
            notes.explain(why)
            return LookUpReport(
                .noAnswer(why: why.rawValue, retryAfter: retryAfter), notes.trace)
        }
    }

    /// The cases of all invoices asked for, from both lists.
    private func found(
        _ question: Question, _ startBy: BootInstant, _ notes: inout Notes
    ) async throws(Halt) -> [FoundCase] {
        let all = Asked(question.invoices + question.inDoubt, canary: question.canary)
        // The cases are read first: a letter that arrives between the two lists shows in the
        // second.
        let cases = Inquiry<CaseItem>(client: self, question: question, startBy: startBy)
        let caseItems = try await cases.items(about: all, notes: &notes)
        var registrationItems: [RegistrationItem] = []
        if question.census || !question.inDoubt.isEmpty {
            let asked =
                question.census ? all : Asked(question.inDoubt, canary: question.canary)
            let registrations = Inquiry<RegistrationItem>(
                client: self, question: question, startBy: startBy)
            registrationItems = try await registrations.items(about: asked, notes: &notes)
        }
        return try Self.merge(caseItems, registrationItems, about: all.keys)
    }

    /// Makes one `FoundCase` of each case, and of each case that only its registration tells of.
    /// - Throws: `registrationWithoutCase` if a registration names fewer or more cases than
    ///   invoices.
    private static func merge(
        _ cases: [CaseItem], _ registrations: [RegistrationItem], about keys: Set<String>
    ) throws(Halt) -> [FoundCase] {
        var ocrNumbers: [String: String] = [:]
        var early: [FoundCase] = []
        let known = Set(cases.map(\.id))
        for item in registrations {
            for (debt, number) in item.invoiceNumbers.enumerated() {
                guard let key = InvoiceNumber(number)?.key, keys.contains(key) else { continue }
                // Amili has the letter, but we cannot name its case: this is not yet an answer.
                guard item.cases.count == item.invoiceNumbers.count else {
                    throw .noAnswer(.registrationWithoutCase)
                }
                let caseID = item.cases[AmiliAssumptions.index(ofDebt: debt)]
                let ocr =
                    item.ocrNumbers.count == item.cases.count
                    ? AmiliText.ocr(item.ocrNumbers[AmiliAssumptions.index(ofDebt: debt)]) : nil
                ocrNumbers[caseID] = ocr
                guard !known.contains(caseID) else { continue }
                early.append(
                    FoundCase(
                        invoiceKey: key, caseID: caseID, ocr: ocr, isOpen: true,
                        createdAt: item.created))
            }
        }
        let made = cases.compactMap { item -> FoundCase? in
            guard let key = item.invoiceNumbers.first.flatMap({ InvoiceNumber($0)?.key }),
                keys.contains(key)
            else { return nil }
            return FoundCase(
                invoiceKey: key, caseID: item.id, ocr: ocrNumbers[item.id], isOpen: item.isOpen,
                createdAt: item.created, state: AmiliText.word(item.state ?? item.status))
        }
        return made + early
    }
}
