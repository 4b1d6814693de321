import Reminders

/// A choice for single lines or for all of them; nil leaves a property as it is.
package struct DraftChange: Sendable, Equatable {
    package var isTicked: Bool?
    package var isManual: Bool?
    package var byEmail: Bool?
    package var withInterest: Bool?
    package var withFee: Bool?

    package init(
        isTicked: Bool? = nil, isManual: Bool? = nil, byEmail: Bool? = nil,
        withInterest: Bool? = nil, withFee: Bool? = nil
    ) {
        self.isTicked = isTicked
        self.isManual = isManual
        self.byEmail = byEmail
        self.withInterest = withInterest
        self.withFee = withFee
    }
}
