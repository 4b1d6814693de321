import Foundation
import Glibc

/// A terminal without a screen, for programs that ask at one.
// Sendable: the descriptors never change, and the kernel guards what is behind them.
final class PseudoTerminal: @unchecked Sendable {
    /// TIOCSPTLCK and TIOCGPTN of the kernel, which Swift does not know: `unlockpt` and `ptsname`.
    private static let (setLock, getNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)

    private let keyboard: Int32
    /// Held open: a terminal that nobody has open forgets its settings.
    private let line: Int32
    /// The file that a program opens as its standard input.
    let path: String

    /// - Throws: `POSIXError` if the kernel has none to give.
    init() throws {
        keyboard = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard keyboard >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        var (isLocked, number) = (Int32(0), UInt32(0))
        let isOpen =
            ioctl(keyboard, Self.setLock, &isLocked) == 0
            && ioctl(keyboard, Self.getNumber, &number) == 0
        path = "/dev/pts/\(number)"
        line = isOpen ? open(path, O_RDWR | O_NOCTTY | O_CLOEXEC) : -1
        guard line >= 0 else {
            let cause = errno
            close(keyboard)
            throw POSIXError(POSIXErrorCode(rawValue: cause) ?? .EIO)
        }
    }

    deinit {
        close(line)
        close(keyboard)
    }

    /// Whether it shows what is typed.
    var echoes: Bool {
        var settings = termios()
        return tcgetattr(line, &settings) == 0 && settings.c_lflag & tcflag_t(ECHO) != 0
    }

    /// Types a line, with Enter at its end.
    func type(_ text: String) {
        let bytes = Array("\(text)\n".utf8)
        _ = write(keyboard, bytes, bytes.count)
    }
}
