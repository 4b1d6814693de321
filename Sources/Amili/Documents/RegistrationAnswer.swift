import Foundation
import Reminders

/// The 201 of a registration: what is needed of it. All names are public (docs.amili.se, "Case
/// registration").
struct RegistrationAnswer {
    let caseID: String
    let ocr: String?

    /// As it should be: read in one go, because every letter's answer passes here.
    struct Common: Decodable, Equatable {
        let status: String?
        let cases: [String]
        let ocrNumbers: [String]?

        enum CodingKeys: String, CodingKey {
            case status = "_status"
            case cases = "_cases"
            case ocrNumbers = "_ocr_numbers_ocr"
        }
    }

    /// The same, whatever the OCR numbers are: without one the letter is out all the same.
    private struct WithoutOCR: Decodable {
        let status: String?
        let cases: [String]

        enum CodingKeys: String, CodingKey {
            case status = "_status"
            case cases = "_cases"
        }
    }

    /// - Returns: nil if the body is not whole, is an error, or has not exactly one case.
    static func read(_ body: [UInt8]) -> RegistrationAnswer? {
        if let common = JSONScanner.read(body, { Common(plain: &$0) }) ?? Common.decoded(body) {
            return RegistrationAnswer(
                common.status, common.cases, ocr: common.ocrNumbers?.first)
        }
        return WithoutOCR.decoded(body).flatMap {
            RegistrationAnswer($0.status, $0.cases, ocr: nil)
        }
    }

    private init?(_ status: String?, _ cases: [String], ocr: String?) {
        guard cases.count == AmiliAssumptions.casesPerRegistration,
            status != AmiliAssumptions.errorStatus, AmiliText.isID(cases[0])
        else { return nil }
        caseID = cases[0]
        self.ocr = AmiliText.ocr(ocr)
    }
}
