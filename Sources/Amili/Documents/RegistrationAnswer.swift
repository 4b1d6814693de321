import Reminders

/// The part of a registration's 201 that we need. All its names are public (docs.amili.se, "Case
/// registration").
struct RegistrationAnswer {
    let caseID: String
    /// nil if there is none, or none that anybody could write on a payment.
    let ocr: String?

    /// The usual form, read in one pass, because every letter's answer passes here.
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

    /// The same without the OCR numbers, for answers whose numbers cannot be read: the letter is
    /// out even without one.
    private struct WithoutOCR: Decodable {
        let status: String?
        let cases: [String]

        enum CodingKeys: String, CodingKey {
            case status = "_status"
            case cases = "_cases"
        }
    }

    /// Reads the body of a 201.
    /// - Returns: nil if the body is incomplete, is an error, or does not have exactly one case.
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
