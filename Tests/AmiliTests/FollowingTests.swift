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
        _ reply: ScriptedReply, _ list: CaseList = .lastChangedFirst, page: Int = 1
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
                createdAt: Sample.created, updatedAt: updated)
        }
        let page = CasePage(
            cases: [
                found("123", "case-00123", "reminder", "reminder_active", at: Sample.created + 9),
                found(
                    "2", "case-2", "closed", "closed_paid", open: false,
                    at: Sample.created + 9),
                found("3", "case-3", "ended somehow", "closed", open: false),
                found("4", "case-4", nil, nil),
            ], total: 204, amiliNow: ScriptedReply.noonSeconds)
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
            (Sample.page([], headers: ["Date: noon"]), "no date in the answer"),
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

    @Test func aCreditorIsActiveIfItSaysSo() async throws {
        func answered(_ isActive: Bool) -> FollowOutcome<CreditorAtAmili> {
            .answered(CreditorAtAmili(isActive: isActive, version: "v7"))
        }
        #expect(try await creditor(#","is_active":true"#) == answered(true))
        #expect(try await creditor(#","is_active":false"#) == answered(false))
        #expect(try await creditor("") == answered(false))
        // Words that no public page knows of a creditor.
        #expect(try await creditor(#","active":true,"status":"active""#) == answered(false))
        #expect(
            try await creditor(#","is_active":true,"status":"refused""#) == answered(true))
    }

    @Test func theRecordedCreditorsAreRead() async throws {
        for (name, isActive) in [("creditor-inactive", false), ("creditor-active", true)] {
            let reply = try Fixture(name).reply()
            // Recorded together with the token: the two dates are of one clock.
            let token = try Fixture("token").reply()
            let rig = try Rig(token: .always(token)) { _, _ in reply }
            defer { rig.close() }
            let report = await rig.client.creditor(
                Sample.party, knowing: Self.details, startBy: rig.startBy)
            let version = "1f0e5a5e0123456789abcdef0123456789abcdef"
            #expect(
                report.outcome
                    == .answered(CreditorAtAmili(isActive: isActive, version: version)), "\(name)")
        }
    }

    private func handIn(
        _ reply: ScriptedReply
    ) async throws -> (FollowReport<HandedIn>, Rig) {
        let rig = try Rig { _, _ in reply }
        let report = await rig.client.handIn(
            Self.details, of: Sample.party, version: "v7", startBy: rig.startBy)
        rig.close()
        return (report, rig)
    }

    @Test func theDetailsAreHandedInAsTheContractHasThem() async throws {
        let fixture = try Fixture("creditor-activate")
        let (report, rig) = try await handIn(try fixture.reply())
        #expect(report.outcome == .answered(.taken(isActive: nil)))
        let call = try #require(rig.otherCalls.first)
        #expect(call.method == "PATCH")
        #expect(call.path == "/creditors/65f0c0ffee0000000000c001")
        #expect(call.headers["if-match"] == "v7")
        let body = try #require(
            try JSONSerialization.jsonObject(with: Data(call.body)) as? [String: Any])
        #expect(try body as NSDictionary == fixture.requestBody())
        // It is a boolean, and not the number that is equal to one here.
        #expect(String(decoding: call.body, as: UTF8.self).hasPrefix(#"{"is_active":true,"#))
    }

    @Test func anAnswerToTheDetailsMaySayWhetherItIsActive() async throws {
        for (body, isActive) in [
            (#"{"is_active":true}"#, true), (#"{"is_active":false}"#, false), ("{}", nil),
            ("", nil),
        ] as [(String, Bool?)] {
            #expect(
                try await handIn(.answer(200, body)).0.outcome
                    == .answered(.taken(isActive: isActive)))
        }
        guard case .noAnswer = try await handIn(.answer(200, #"{"_status":"ERR"}"#)).0.outcome
        else {
            Issue.record("took an error for a success")
            return
        }
    }

    private func issues(_ issues: String) async throws -> FollowOutcome<HandedIn> {
        try await handIn(.answer(422, #"{"_status":"ERR","_issues":\#(issues)}"#)).0.outcome
    }

    @Test func objectionsAreToldByFieldAndBlanked() async throws {
        #expect(
            try await handIn(try Fixture("creditor-activate-refused").reply()).0.outcome
                == .answered(
                    .refused([
                        ActivationIssue(field: .payout, message: "unallowed value"),
                        ActivationIssue(field: .senderZip, message: "unallowed value"),
                    ])))
        // What we handed in may come back in Amili's words; it goes no further.
        let echo =
            #"{"sek":{"bankgiro":"9912346 i Exempelstad (Påhittade gränd 17B) är inte ert"}}"#
        guard
            case .answered(.refused(let told)) = try await issues(
                #"{"payout_details":\#(echo)}"#), let message = told.first?.message
        else {
            Issue.record("no refusal")
            return
        }
        #expect(message.hasPrefix("…") && message.hasSuffix("är inte ert"))
        for word in ["9912346", "Exempelstad", "gränd"] { #expect(!message.contains(word)) }
    }

    @Test func everyFieldOfTheContractHasItsName() async throws {
        let named: [(String, ActivationField)] = [
            (#"{"is_active":"x"}"#, .isActive), (#"{"payout_details":"x"}"#, .payout),
            (#"{"sender_address":"x"}"#, .sender),
            (#"{"sender_address":{"address_line_1":"x"}}"#, .senderLine),
            (#"{"sender_address":{"city":"x"}}"#, .senderCity),
            (#"{"sender_address":{"country":"x"}}"#, .senderCountry),
            (#"{"invoice_address":"x"}"#, .invoicing),
            (#"{"invoice_address":{"address_line_1":"x"}}"#, .invoiceLine),
            (#"{"invoice_address":{"zip_code":"x"}}"#, .invoiceZip),
            (#"{"invoice_address":{"city":"x"}}"#, .invoiceCity),
            (#"{"invoice_address":{"country":"x"}}"#, .invoiceCountry),
            (#"{"standard_debt_description":"x"}"#, .debtDescription),
            (#"{"organization_no":"x"}"#, .organisationNumber),
            (#"{"case_config":{"vat_area":"x"}}"#, .other),
        ]
        for (body, field) in named {
            #expect(
                try await issues(body)
                    == .answered(.refused([ActivationIssue(field: field, message: "x")])), "\(body)"
            )
        }
    }

    @Test func aRefusalOfTheDetailsIsNoLackOfRights() async throws {
        #expect(
            try await handIn(try Fixture("creditor-activate-partner-only").reply()).0.outcome
                == .forbidden)
        #expect(try await handIn(Sample.error(405)).0.outcome == .forbidden)
        #expect(try await handIn(Sample.error(404)).0.outcome == .missing)
        for status in [409, 412, 428] {
            #expect(
                try await handIn(Sample.error(status)).0.outcome
                    == .noAnswer(why: "changed meanwhile", retryAfter: nil))
        }
        for status in [403, 422] {
            guard case .noAnswer = try await handIn(.answer(status, "not Amili's")).0.outcome
            else {
                Issue.record("believed a gateway")
                return
            }
        }
    }

    @Test func aPlusgiroStandsWhereABankgiroWould() throws {
        let details = ActivationDetails(
            payout: ActivationDetails.Payout(kind: .plusgiro, number: "4195-4"),
            sender: Self.details.sender, invoicing: Self.details.invoicing, debtDescription: "x")
        let body = String(decoding: CreditorBody.bytes(of: details), as: UTF8.self)
        #expect(body.contains(#""payout_details":{"sek":{"plusgiro":"41954"}}"#))
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
