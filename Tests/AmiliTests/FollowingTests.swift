import Foundation
import Reminders
import Testing

@testable import Amili

/// After the letter: pages of cases, and creditors.
@Suite struct FollowingTests {
    private static let details = ActivationDetails(
        payout: ActivationDetails.Payout(kind: .bankgiro, number: "991-2346"),
        sender: ActivationDetails.Address(
            line: "Påhittade gränd 17B", zipCode: "411 19", city: "Exempelstad"),
        invoicing: ActivationDetails.Address(
            line: "Box 5", zipCode: "0150", city: "Oslo", country: "NO"),
        debtDescription: "Konsulttjänster")

    private static func item(
        _ number: String, updated: Int64 = Sample.created,
        more: String = #","state":"reminder","status":"reminder_active","closed":null"#
    ) -> String {
        Sample.item(number, more: #","_updated":"\#(Sample.date(updated))""# + more)
    }

    private func cases(
        _ reply: Reply, _ list: CaseList = .lastChangedFirst, page: Int = 1
    ) async throws -> (FollowOutcome<CasePage>, Rig) {
        let rig = try Rig { _, _ in reply }
        let report = await rig.client.cases(
            list, page: page, of: Sample.party, startBy: rig.startBy)
        rig.close()
        return (report.outcome, rig)
    }

    @Test func aPageIsAskedForAndReadAsItCame() async throws {
        let closed = #","state":"closed","status":"closed_paid","closed":{"reason":"x"}"#
        let strange = #","state":"ended somehow","closed":true"#
        let (outcome, rig) = try await cases(
            Sample.page(
                [
                    Self.item("00123", updated: Sample.created + 9),
                    Self.item("2", updated: Sample.created + 9, more: closed),
                    Self.item("3", more: strange), Self.item("4", more: ""),
                ], total: 204, page: 3), page: 3)
        func found(
            _ key: String, _ id: String, _ state: String?, _ status: String?, open: Bool = true,
            at updated: Int64 = Sample.created
        ) -> FollowedCase {
            FollowedCase(
                invoiceKey: key, caseID: id,
                standing: AmiliStanding(state: state, status: status), isOpen: open,
                updatedAt: updated)
        }
        let page = CasePage(
            cases: [
                found("123", "case-00123", "reminder", "reminder_active", at: Sample.created + 9),
                found(
                    "2", "case-2", "closed", "closed_paid", open: false,
                    at: Sample.created + 9),
                found("3", "case-3", "ended somehow", "closed", open: false),
                found("4", "case-4", nil, nil),
            ], total: 204, amiliNow: Reply.noonSeconds)
        #expect(outcome == .answered(page))
        let call = try #require(rig.otherCalls.first)
        #expect(call.path == "/cases")
        #expect(
            call.query == [
                "where": #"{"creditor":"65f0c0ffee0000000000c001"}"#, "max_results": "100",
                "page": "3", "sort": "-_updated,-_id",
            ])
        let (_, other) = try await cases(Sample.page([]), .byID)
        #expect(other.otherCalls.first?.query["sort"] == "_id")
    }

    @Test func whatCannotBeBelievedIsNoAnswer() async throws {
        let foreign = Sample.item("1", creditor: "65f0c0ffee0000000000c002")
        let undated = Sample.item("1")
        let unsorted = [
            Self.item("1"), Self.item("2", updated: Sample.created + 1),
        ]
        for (reply, why) in [
            (Sample.page([foreign]), "item not asked for"),
            (Sample.page([undated]), "unreadable answer"),
            (Sample.page(unsorted), "list not sorted as asked"),
            (Sample.page([Self.item("1")], page: 2), "page missing"),
            (Sample.page([], headers: []), "no date in the answer"),
            (Sample.error(400), "filter refused"), (Sample.error(500), "unexpected status"),
        ] {
            let (outcome, _) = try await cases(reply)
            #expect(outcome == .noAnswer(why: why, retryAfter: nil))
        }
        // By id, the order of changes is any.
        let (outcome, _) = try await cases(Sample.page(unsorted), .byID)
        guard case .answered = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test func refusalsAreToldApart() async throws {
        #expect(try await cases(Sample.error(403)).0 == .forbidden)
        #expect(
            try await cases(Sample.error(429, headers: ["Retry-After: 7"])).0
                == .tooMany(retryAfter: .seconds(7)))
    }

    // MARK: Creditors

    private func creditor(_ fields: String) async throws -> FollowOutcome<CreditorAtAmili> {
        let body = #"{"_id":"65f0c0ffee0000000000c001","_etag":"v7"\#(fields)}"#
        let rig = try Rig { _, _ in .answer(200, body) }
        defer { rig.close() }
        let report = await rig.client.creditor(
            Sample.party, knowing: Self.details, startBy: rig.startBy)
        #expect(rig.otherCalls.first?.path == "/creditors/65f0c0ffee0000000000c001")
        return report.outcome
    }

    @Test func aCreditorIsActiveRefusedOrUndecided() async throws {
        func answered(_ standing: CreditorAtAmili.Standing) -> FollowOutcome<CreditorAtAmili> {
            .answered(CreditorAtAmili(standing: standing, version: "v7"))
        }
        #expect(try await creditor(#","active":true"#) == answered(.active))
        #expect(try await creditor(#","active":false"#) == answered(.undecided))
        #expect(try await creditor(#","status":"under_review"# + #"""#) == answered(.undecided))
        #expect(
            try await creditor(#","active":false,"status":"refused""#)
                == answered(.refused(nil)))
    }

    /// What we handed in may come back in Amili's words; it goes no further.
    @Test func aReasonIsBlanked() async throws {
        let reason = "Konto 9912346 i Exempelstad (Påhittade gränd 17B) är inte ert"
        let outcome = try await creditor(
            #","active":false,"status":"refused","status_reason":"\#(reason)""#)
        guard case .answered(let creditor) = outcome,
            case .refused(let told?) = creditor.standing
        else {
            Issue.record("\(outcome)")
            return
        }
        #expect(told.hasPrefix("Konto …") && told.hasSuffix("är inte ert"))
        for word in ["9912346", "Exempelstad", "gränd"] { #expect(!told.contains(word)) }
    }

    private func handIn(
        _ reply: Reply
    ) async throws -> (FollowReport<HandedIn>, Rig) {
        let rig = try Rig { _, _ in reply }
        let report = await rig.client.handIn(
            Self.details, of: Sample.party, version: "v7", startBy: rig.startBy)
        rig.close()
        return (report, rig)
    }

    @Test func theDetailsAreHandedInForTheVersionThatWasRead() async throws {
        let (report, rig) = try await handIn(.answer(200, #"{"_status":"OK"}"#))
        #expect(report.outcome == .answered(HandedIn()))
        let call = try #require(rig.otherCalls.first)
        #expect(call.method == "PATCH")
        #expect(call.path == "/creditors/65f0c0ffee0000000000c001")
        #expect(call.headers["if-match"] == "v7")
        let body = try #require(
            try JSONSerialization.jsonObject(with: Data(call.body)) as? [String: Any])
        let expected: [String: Any] = [
            "payout_details": ["type": "bankgiro", "number": "9912346"],
            "sender_address": [
                "address_line_1": "Påhittade gränd 17B", "zip_code": "41119",
                "city": "Exempelstad", "country": "SE",
            ],
            "invoice_address": [
                "address_line_1": "Box 5", "zip_code": "0150", "city": "Oslo", "country": "NO",
            ],
            "standard_debt_description": "Konsulttjänster",
        ]
        #expect(body as NSDictionary == expected as NSDictionary)
    }

    @Test func whatIsNotTakenIsRefusedForGoodOrForNow() async throws {
        let (report, _) = try await handIn(
            .answer(
                422,
                #"{"_status":"ERR","_issues":{"payout_details":{"number":"9912346 is closed"}}}"#))
        #expect(report.outcome == .refused)
        #expect(report.trace.message == "payout_details.number: … is closed")
        #expect(try await handIn(Sample.error(404)).0.outcome == .missing)
        #expect(try await handIn(Sample.error(403)).0.outcome == .forbidden)
        for status in [409, 412, 428] {
            #expect(
                try await handIn(Sample.error(status)).0.outcome
                    == .noAnswer(why: "changed meanwhile", retryAfter: nil))
        }
        guard case .noAnswer = try await handIn(.answer(422, "not Amili's")).0.outcome else {
            Issue.record("believed a gateway")
            return
        }
    }

    /// One handle serves calls of all methods: none may inherit another's name.
    @Test func aGetAfterAPatchIsAGet() async throws {
        let rig = try Rig { request, _ in
            request.method == "PATCH" ? .answer(200, "{}") : Sample.page([])
        }
        defer { rig.close() }
        _ = await rig.client.handIn(
            Self.details, of: Sample.party, version: nil, startBy: rig.startBy)
        _ = await rig.client.cases(.byID, page: 1, of: Sample.party, startBy: rig.startBy)
        _ = await rig.send()
        #expect(rig.otherCalls.map(\.method) == ["PATCH", "GET", "POST"])
        #expect(rig.otherCalls.first?.headers["if-match"] == nil)
    }
}
