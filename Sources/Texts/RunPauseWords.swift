package import Reminders

/// Why a run has paused; what Amili said follows.
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

    /// For the command line, on one line.
    package var line: String {
        switch cause {
        case .rejections: "the same rejection \(count) times running: \(words)"
        }
    }
}
