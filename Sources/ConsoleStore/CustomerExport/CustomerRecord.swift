/// One record of the database about a customer. Personal data: it goes to whoever asked for it, and
/// nowhere else.
package struct CustomerRecord: Sendable {
    /// The table that has it.
    package let table: String
    /// A JSON object with its columns.
    package let json: String
    /// The same for people: a line `column: value` for each column that has a value, by name.
    package let told: String
}
