import Crypto
import Foundation
import NIOConcurrencyHelpers
import Reminders
import Testing

@testable import Amili

@Suite struct TokenKeeperTests {
    /// A keeper whose token call ends when the gate is opened, or when it is cancelled.
    private func keeper() -> (TokenKeeper, gate: AsyncStream<Void>.Continuation) {
        let gate = AsyncStream<Void>.makeStream()
        let start = BootInstant(nanoseconds: 0)
        let clock = ClientClock(boot: { start }, wall: { 0 }, sleep: { _ in })
        let keeper = TokenKeeper(clock: clock) { _ in
            for await _ in gate.stream { break }
            guard !Task.isCancelled else { return TokenExchange(result: .notNow) }
            let token = TokenExchange.Token(
                text: "token", grantedAt: start, renewAt: start + .seconds(1),
                endsAt: start + .seconds(1))
            return TokenExchange(result: .token("token"), token: token)
        }
        return (keeper, gate.continuation)
    }

    @Test func aCallerThatGivesUpLeavesTheTokenCallToTheOthers() async {
        let (keeper, gate) = keeper()
        // Each task runs at once to where it waits for the token.
        let first = Task.immediate { await keeper.token(startBy: nil).result }
        let second = Task.immediate { await keeper.token(startBy: nil).result }
        first.cancel()
        gate.yield()
        #expect(await second.value == .token("token"))
        #expect(await first.value == .token("token"))
    }

    @Test func aTokenCallThatNobodyWaitsForEndsAndHindersNoOther() async {
        let (keeper, gate) = keeper()
        let first = Task.immediate { await keeper.token(startBy: nil).result }
        let second = Task.immediate { await keeper.token(startBy: nil).result }
        first.cancel()
        second.cancel()
        #expect(await first.value == .notNow)
        #expect(await second.value == .notNow)
        gate.finish()
        #expect(await keeper.token(startBy: nil).result == .token("token"))
    }

    @Test func aTokenCallThatCameTooLateDoesNotKeepTheNextCallerWaiting() async {
        let calls = NIOLockedValueBox(0)
        let start = BootInstant(nanoseconds: 0)
        let clock = ClientClock(boot: { start }, wall: { 0 }, sleep: { _ in })
        let keeper = TokenKeeper(clock: clock) { _ in
            let number = calls.withLockedValue { calls in
                calls += 1
                return calls
            }
            return number == 1
                ? TokenExchange(result: .notNow, wasTooLate: true)
                : TokenExchange(result: .token("token-\(number)"))
        }
        #expect(await keeper.token(startBy: nil).result == .notNow)
        #expect(await keeper.token(startBy: nil).result == .token("token-2"))
    }
}

@Suite struct CredentialTests {
    private func signed(_ pem: String) throws -> Result<String, KeyFileError> {
        let file = try KeyFile()
        defer { file.remove() }
        try file.write(pem)
        let credential = Credential(apiCode: "code", keyFile: file.path)
        do throws(KeyFileError) {
            return .success(try credential.signedRequest(now: 0))
        } catch {
            return .failure(error)
        }
    }

    /// As `openssl ecparam -name prime256v1 -genkey` writes it: the parameters first, then the key
    /// by RFC 5915 (version 1, the secret number, the curve).
    private static func sec1() -> String {
        let secret = P256.Signing.PrivateKey().rawRepresentation
        let curve: [UInt8] = [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
        let fields = [0x02, 0x01, 0x01, 0x04, 0x20] + Array(secret) + [0xA0, 0x0A] + curve
        let key = Data([0x30, UInt8(fields.count)] + fields).base64EncodedString()
        return """
            -----BEGIN EC PARAMETERS-----
            BggqhkjOPQMBBw==
            -----END EC PARAMETERS-----
            -----BEGIN EC PRIVATE KEY-----
            \(key.prefix(64))
            \(key.dropFirst(64))
            -----END EC PRIVATE KEY-----

            """
    }

    @Test func bothFormsOfAKeyAreRead() throws {
        #expect(throws: Never.self) { try signed(Self.sec1()).get() }
        let pkcs8 = P256.Signing.PrivateKey().pemRepresentation
        #expect(pkcs8.contains("BEGIN PRIVATE KEY"))
        #expect(throws: Never.self) { try signed(pkcs8).get() }
    }

    @Test func aFileWithoutAPlainKeyIsRefusedWithARemedy() throws {
        let encrypted =
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----"
        for text in ["", "nothing", encrypted, String(repeating: "x", count: 70_000)] {
            guard case .failure(.noKey) = try signed(text) else {
                Issue.record("a key was found")
                continue
            }
        }
        let other = P384.Signing.PrivateKey().pemRepresentation
        guard case .failure(.wrongKey(let path)) = try signed(other) else {
            Issue.record("a P-384 key was taken")
            return
        }
        #expect(KeyFileError.wrongKey(path: path).description.contains("P-256"))
    }

    @Test func aFolderIsNoKeyFile() {
        let credential = Credential(apiCode: "code", keyFile: NSTemporaryDirectory())
        #expect(throws: KeyFileError.self) { try credential.signedRequest(now: 0) }
    }
}
