/// The one who owes. Personal data: it must not be in a log, a metric, an error text or a URL.
package struct Debtor: Hashable, Sendable {
    package var name: String
    /// 10 or 12 digits as written, or nil if the source has none.
    package var idNumber: String?
    /// nil if the source does not distinguish companies from people.
    package var isCompany: Bool?
    package var addressLine: String
    package var zipCode: String
    package var city: String
    /// ISO 3166-1 alpha-2, upper case.
    package var country: String
    package var email: String?
    /// E.164.
    package var mobileNumber: String?

    package init(
        name: String, idNumber: String? = nil, isCompany: Bool? = nil, addressLine: String,
        zipCode: String, city: String, country: String = "SE", email: String? = nil,
        mobileNumber: String? = nil
    ) {
        self.name = name
        self.idNumber = idNumber
        self.isCompany = isCompany
        self.addressLine = addressLine
        self.zipCode = zipCode
        self.city = city
        self.country = country
        self.email = email
        self.mobileNumber = mobileNumber
    }
}
