package import Reminders

extension Reason: BilingualText {}
