import ConsoleStore
import Reminders

/// What became of the invoices that open pages look at. However many look, one question is asked at
/// a time, for all who wait for an answer about the same creditor, and in the gaps between pages
/// that somebody waits for.
///
/// Two hundred pages of 50 rows each asked a question of their own every two seconds, and two cores
/// did little else: half of it was the planning of 100 statements a second.
actor StatusBroadcaster {
    private struct Question {
        let creditor: CreditorID
        let keys: [String]
        let answer: CheckedContinuation<[InvoiceRow], any Error>
    }

    /// Invoices of one statement: some 15 ms, for which a click may have to wait.
    private static let most = 200

    private let console: ConsoleStore
    private let priority: PriorityGate
    private var waiting: [Question] = []
    private var isAsking = false

    init(_ console: ConsoleStore, _ priority: PriorityGate) {
        self.console = console
        self.priority = priority
    }

    /// - Parameter keys: a page's, and no more than 200.
    func standings(_ creditor: CreditorID, _ keys: [String]) async throws -> [InvoiceRow] {
        precondition(keys.count <= Self.most)
        return try await withCheckedThrowingContinuation { answer in
            waiting.append(Question(creditor: creditor, keys: keys, answer: answer))
            if isAsking { return }
            isAsking = true
            Task { await ask() }
        }
    }

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

    /// The question that has waited longest, and others of that creditor's as far as there is
    /// room.
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
