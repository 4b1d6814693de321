import ConsoleStore
import Reminders

/// Tells open pages the present state of the invoices that they show. However many pages are open,
/// one question is asked at a time, for all who wait for the same creditor, and in the gaps between
/// pages that somebody waits for.
///
/// With a question of its own every two seconds for each of 200 pages of 50 rows, two cores did
/// little else; half of it was the planning of 100 statements a second.
actor StatusBroadcaster {
    /// A page's question, with the continuation that gets its answer.
    private struct Question {
        let creditor: CreditorID
        let keys: [String]
        let answer: CheckedContinuation<[InvoiceRow], any Error>
    }

    /// Invoices in one statement. That takes some 15 ms, which a click may have to wait for.
    private static let most = 200

    private let console: ConsoleStore
    private let priority: PriorityGate
    /// Questions not yet taken up, the oldest first.
    private var waiting: [Question] = []
    private var isAsking = false

    init(_ console: ConsoleStore, _ priority: PriorityGate) {
        self.console = console
        self.priority = priority
    }

    /// The rows of these invoices as they stand now, in the order of `keys`; those not on file are
    /// left out.
    /// - Parameter keys: canonical numbers, at most 200.
    /// - Throws: `PostgresError`.
    func standings(_ creditor: CreditorID, _ keys: [String]) async throws -> [InvoiceRow] {
        precondition(keys.count <= Self.most)
        return try await withCheckedThrowingContinuation { answer in
            waiting.append(Question(creditor: creditor, keys: keys, answer: answer))
            if isAsking { return }
            isAsking = true
            Task { await ask() }
        }
    }

    /// Answers questions until none is left.
    private func ask() async {
        while !waiting.isEmpty {
            let (questions, keys) = take()
            let began = ContinuousClock.now
            do {
                let rows = try await console.standings(questions[0].creditor, keys)
                let found = Dictionary(uniqueKeysWithValues: rows.map { ($0.key, $0) })
                for question in questions {
                    question.answer.resume(returning: question.keys.compactMap { found[$0] })
                }
            } catch {
                for question in questions { question.answer.resume(throwing: error) }
            }
            try? await priority.gap(after: .now - began)
        }
        isAsking = false
    }

    /// Takes the question that has waited longest, and others about the same creditor as far as
    /// `most` allows.
    /// - Precondition: a question waits.
    /// - Returns: the questions, and their invoices, each once.
    private func take() -> ([Question], [String]) {
        let creditor = waiting[0].creditor
        var keys: Set<String> = []
        var taken: [Question] = []
        var left: [Question] = []
        for question in waiting {
            let union = question.creditor == creditor ? keys.union(question.keys) : []
            if question.creditor == creditor, union.count <= Self.most {
                keys = union
                taken.append(question)
            } else {
                left.append(question)
            }
        }
        waiting = left
        return (taken, Array(keys))
    }
}
