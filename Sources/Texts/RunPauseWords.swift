package import Reminders

/// The reason for a pause, without Amili's words, which follow it.
extension RunPause: BilingualText {
    package var swedish: String {
        switch cause {
        case .rejections: "Amili har avvisat \(count) påminnelser i rad med samma besked"
        }
    }

    package var english: String {
        switch cause {
        case .rejections: "Amili has rejected \(count) reminders in a row with the same words"
        }
    }

    /// The reason with Amili's words on one line, for the command line.
    package var line: String {
        switch cause {
        case .rejections: "the same rejection \(count) times running: \(words)"
        }
    }
}
