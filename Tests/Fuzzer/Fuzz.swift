import Foundation
import Glibc

/// Mutates the fixture files by drawn seeds, reads each, and says what was broken. A seed is one
/// file, byte for byte. Run by Tests/fuzz.
@main
struct Fuzz {
    /// A single file may take so many seconds of the processor; a reader that hangs ends the
    /// program. Not of the clock: on a busy machine a minute may hold two of them.
    private static let longest = 60
    /// KiB, as the kernel counts it: however large a file, the reader keeps a window of it.
    private static let mostMemory = 256 * 1024

    private var seconds = 20.0
    private var single: UInt64?
    private var folder = "Tests/Fixtures"
    /// Gets the seed under way, so that it is known after a crash.
    private var trail: Int32 = -1

    static func main() throws {
        var program = Fuzz()
        program.read(Array(CommandLine.arguments.dropFirst()))
        exit(try program.run())
    }

    private mutating func read(_ words: [String]) {
        var rest = words[...]
        while let word = rest.popFirst() {
            guard let value = rest.popFirst() else { Self.refuse() }
            switch word {
            case "--seconds": seconds = Self.number(value)
            case "--minutes": seconds = 60 * Self.number(value)
            case "--seed": single = Self.number(value)
            case "--files": folder = value
            case "--trail": trail = open(value, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            default: Self.refuse()
            }
        }
    }

    private static func number<Value: LosslessStringConvertible>(_ text: String) -> Value {
        guard let value = Value(text) else { refuse() }
        return value
    }

    private static func refuse() -> Never {
        say("Usage: fuzz [--seconds N | --minutes N | --seed S] [--files FOLDER] [--trail FILE]")
        exit(64)
    }

    private static func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    private func run() throws -> Int32 {
        let files = try Corpus.files(in: folder)
        if let single { return examine(single, files) ? 0 : 1 }
        let base = UInt64.random(in: 0...UInt64.max / 2)
        let end = ContinuousClock.now + .seconds(seconds)
        var done: UInt64 = 0
        while ContinuousClock.now < end {
            guard examine(base &+ done, files) else { return 1 }
            done += 1
        }
        Self.say("\(done) files from seed \(base) on: nothing broken")
        return 0
    }

    /// SIGPROF ends the program after so much of the processor's time; 0: never.
    private static func bound(seconds: Int) {
        var timer = itimerval()
        timer.it_value.tv_sec = seconds
        setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
    }

    /// Whether all holds for the file of that seed; tells what does not.
    private func examine(_ seed: UInt64, _ files: [[UInt8]]) -> Bool {
        let told = Array("\(seed)\n".utf8)
        if trail >= 0 { _ = pwrite(trail, told, told.count, 0) }
        Self.bound(seconds: Self.longest)
        var draw = Draw(state: seed)
        let bytes = Mutation.file(of: files, &draw)
        var broken = Examination.breaches(bytes, &draw)
        var usage = rusage()
        // Of this process: the header has RUSAGE_SELF as an enumeration, which Swift cannot give.
        getrusage(0, &usage)
        if usage.ru_maxrss > Self.mostMemory { broken.append("\(usage.ru_maxrss) KiB in use") }
        Self.bound(seconds: 0)
        for breach in broken.prefix(10) { Self.say("seed \(seed): \(breach)") }
        if single != nil, !broken.isEmpty {
            Self.say(String(decoding: bytes.prefix(4_000), as: UTF8.self))
        }
        return broken.isEmpty
    }
}
