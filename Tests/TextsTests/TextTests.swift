import Reminders
import Testing
import Texts

/// The catalogue of texts: complete in both languages, and no two of a kind alike.
struct TextTests {
    private func expectDistinct(_ texts: [some BilingualText], _ kind: Comment) {
        #expect(Set(texts.map(\.swedish)).count == texts.count, kind)
        #expect(Set(texts.map(\.english)).count == texts.count, kind)
        for text in texts {
            #expect(!text.swedish.isEmpty && !text.english.isEmpty, kind)
        }
    }

    @Test func everyValueHasWordsOfItsOwnInBothLanguages() {
        expectDistinct(Reason.allCases, "reasons")
        expectDistinct(HumanDecision.allCases, "human decisions")
        expectDistinct(IncidentKind.allCases, "incidents")
        expectDistinct(WorkerWait.Kind.allCases, "waits of a worker")
        expectDistinct(AnswerPurpose.allCases, "questions to Amili")
        expectDistinct(AnswerFlaw.Call.allCases, "calls")
        expectDistinct(
            AnswerFlaw.Cause.allCases.map { AnswerFlaw($0, .cases, status: 500, field: "_items") },
            "flaws of an answer")
    }

    @Test func everyFlawHasARemedyInBothLanguages() {
        for cause in AnswerFlaw.Cause.allCases {
            let flaw = AnswerFlaw(cause, .cases)
            #expect(flaw.remedy.hasSuffix(".") && flaw.swedishRemedy.hasSuffix("."), "\(cause)")
            #expect(flaw.remedy != flaw.swedishRemedy, "\(cause)")
        }
    }

    @Test func aLongListIsCutOffInTheLanguageOfItsSentence() {
        let names = (1...11).map { "t\($0)" }
        for problem in [
            HealthProblem.cannotWrite(names), .notVacuumed(names), .indexesMissing(names),
            .partitionsMissing(names),
        ] {
            #expect(problem.swedish.hasSuffix("t8 och 3 till"), "\(problem.swedish)")
            #expect(problem.english.hasSuffix("t8 and 3 more"), "\(problem.english)")
        }
        #expect(HealthProblem.cannotWrite(["a", "b"]).swedish.hasSuffix("a, b"))
    }

    /// libcurl's codes as `curl.h` numbers them.
    @Test(arguments: [
        (6, "DNS"), (7, "firewall"), (28, "slow"), (35, "TLS"), (60, "PAMINN_AMILI_CA_FILE"),
        (77, "PAMINN_AMILI_CA_FILE"), (97, "PAMINN_AMILI_PROXY"), (56, "breaks calls off"),
    ])
    func aCallThatFailedHasTheRemedyOfItsCode(code: Int, word: String) {
        var trace = CallTrace()
        trace.curlCode = code
        #expect(trace.remedy.contains(word))
    }

    @Test func aLackOfDescriptorsIsThisMachinesAndNotAmilis() {
        var trace = CallTrace()
        trace.curlCode = 7
        trace.isLocal = true
        #expect(trace.remedy.contains("LimitNOFILE"))
    }

    @Test func aDecisionsLineNamesWhoAndWhy() {
        #expect(HumanDecision.sent.line(by: "anna", why: "") == "sent, says anna")
        #expect(HumanDecision.sent.line(by: "anna", why: "saw it") == "sent, says anna: saw it")
    }

    @Test func everyFieldAndCauseHasWordsOfItsOwnInBothLanguages() {
        let fields = ActivationField.allCases
        #expect(Set(fields.map(\.swedish)).count == fields.count)
        #expect(Set(fields.map(\.english)).count == fields.count)
        #expect(fields.allSatisfy { !$0.swedishDemand.isEmpty && !$0.englishDemand.isEmpty })
        let causes = ActivationCause.allCases
        for words in [
            causes.map(\.swedish), causes.map(\.english), causes.map(\.swedishRemedy),
            causes.map(\.englishRemedy), causes.map { $0.operatorRemedy("fors") },
        ] { #expect(Set(words).count == causes.count) }
        let issue = ActivationIssue(field: .senderZip, message: "unallowed value")
        #expect(
            issue.swedish
                == "Amili godtar inte avsändarens postnummer. Amilis ord: unallowed value")
        #expect(
            ActivationIssue(field: .payout, message: "").english
                == "Amili does not accept the payout account.")
    }
}
