package import Reminders

extension AnswerPurpose: BilingualText {}
