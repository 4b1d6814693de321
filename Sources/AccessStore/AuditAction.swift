/// An action that the audit records. The raw values are stored and must not change, because rows
/// are kept for years.
package enum AuditAction: String, CaseIterable, Sendable {
    case signedIn = "signed in"
    case signInFailed = "sign-in failed"
    case signedOut = "signed out"

    case sent
    case cancelled
    case resubmitted
    /// A paused run was resumed from its own page.
    case resumed
    /// A paused run was resumed from the operations page or the command line.
    case resumedRun = "resumed run"
    case retriedPart = "retried stuck part"
    case released
    case resolved
    case closedIncident = "closed incident"
    case manualDone = "manual reminder: gjord"
    case manualUndone = "manual reminder: angrad"
    case manualCancelled = "manual reminder: avbruten"

    case stoppedAll = "stopped all letters"
    case stoodStill = "made the fleet stand still"
    case resumedAll = "resumed all letters"
    case stoppedCreditor = "stopped letters"
    case resumedCreditor = "resumed letters"
    case changedRate = "changed the rate"
    case changedWindow = "changed the send window"

    case askedActivation = "asked Amili for activation"
    case changedSender = "changed the letters' sender"

    case exportedCustomer = "exported a customer's data"
    case erasedCustomer = "erased a customer's data"
    case pruned = "pruned history"

    case userAdded = "user added"
    case userGranted = "user granted"
    case userRevoked = "user revoked"
    case userDisabled = "user disabled"
    case userEnabled = "user enabled"
    case userPassword = "user given a new password"

    /// - Parameter all: every letter, and not one creditor's.
    package static func switched(_ isPaused: Bool, all: Bool) -> AuditAction {
        switch (isPaused, all) {
        case (true, true): .stoppedAll
        case (true, false): .stoppedCreditor
        case (false, true): .resumedAll
        case (false, false): .resumedCreditor
        }
    }
}
