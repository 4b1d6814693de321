/// The part of an error's body that is read. Members of another type count as absent.
struct ErrorDocument: Decodable {
    let status: String?
    let issues: IssueTree?
    /// The general message.
    let message: String?

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: AnyCodingKey.self)
        status = try? fields.decode(
            String.self, forKey: AnyCodingKey(AmiliAssumptions.statusKey))
        issues = try? fields.decode(
            IssueTree.self, forKey: AnyCodingKey(AmiliAssumptions.issuesKey))
        let error = try? fields.nestedContainer(
            keyedBy: AnyCodingKey.self, forKey: AnyCodingKey(AmiliAssumptions.errorKey))
        message = try? error?.decode(
            String.self, forKey: AnyCodingKey(AmiliAssumptions.messageKey))
    }
}
