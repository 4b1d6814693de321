import Foundation
import Postgres
import Testing

@testable import Database

/// Names of parameters become the numbers that the server wants.
@Suite struct StatementTextTests {
    private func text(_ source: String) -> StatementText { StatementText(name: "S.one", source) }

    @Test func aNameIsOneNumberHoweverOftenItStands() {
        let text = text("select :run::bigint, :first where id = :run and x = :run_2")
        #expect(text.sql == "/* S.one */ select $1::bigint, $2 where id = $1 and x = $3")
        #expect(text.parameters == ["run", "first", "run_2"])
    }

    @Test(arguments: [
        "select 'HH24:MI:SS' as at", "select \"a:b\" from c", "select 'it''s :here'",
        "select a::text[] from b", "select 1 -- :not this\n from b", "select x[1 : 10]",
    ])
    func aColonElsewhereNamesNothing(source: String) {
        let text = text(source)
        #expect(text.sql == "/* S.one */ \(source)")
        #expect(text.parameters.isEmpty)
    }

    @Test func aPieceIsPutInWithItsParametersAndItsOwnPieces() {
        let text = text("select (:pos - 1) / {partSize}, {flagsWithCredits} from invoice i")
        #expect(text.sql.hasPrefix("/* S.one */ select ($1 - 1) / 99, i.flags | coalesce(("))
        #expect(text.sql.contains("select 256 from customer_credit n"))
        #expect(text.parameters == ["pos", "creditor"])
        #expect(self.text("select '{partSize}'").sql == "/* S.one */ select '{partSize}'")
    }

    @Test(arguments: StatementPiece.allCases)
    func everyPieceHasItsText(piece: StatementPiece) {
        let text = text("{\(piece.rawValue)}")
        let other = text.sql.replacingOccurrences(of: "'{}'", with: "")
        #expect(text.sql.count > "/* S.one */ ".count && !other.contains("{"))
    }

    @Test func aPieceThatIsNoneTraps() async {
        await #expect(processExitsWith: .failure) {
            _ = StatementText(name: "S.one", "select {nothing}")
        }
    }

    @Test func argumentsComeInTheOrderOfTheirParameters() {
        let arguments: StatementArguments = ["first": .int(2)] + ["run": .int(1)]
        #expect(arguments.values(of: text("select :run, :first")) == [.int(1), .int(2)])
    }

    @Test func anArgumentThatIsMissingTraps() async {
        await #expect(processExitsWith: .failure) {
            let arguments: StatementArguments = ["run": .int(1), "last": .int(2)]
            _ = arguments.values(of: StatementText(name: "S.one", "select :run, :first"))
        }
    }
}
