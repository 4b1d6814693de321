import CZlib

/// One gzip stream, made piece by piece.
final class Gzip {
    /// Fast: a page is made for one reader, and most of what it saves is saved at once.
    private static let level: Int32 = 3
    /// Bytes of a name that stands in the stream's head and that nobody reads.
    private static let longestFiller = 100

    private let stream: UnsafeMutablePointer<z_stream>
    private let header: UnsafeMutablePointer<gz_header>
    private let name: UnsafeMutablePointer<UInt8>

    /// - Parameter hidesLength: a name of random length stands in the head, so that the length of
    ///   the whole tells less of its content.
    init(hidesLength: Bool) {
        let filler = hidesLength ? Int.random(in: 1...Self.longestFiller) : 0
        name = .allocate(capacity: filler + 1)
        name.initialize(repeating: UInt8(ascii: "x"), count: filler)
        (name + filler).initialize(to: 0)
        header = .allocate(capacity: 1)
        header.initialize(to: gz_header())
        header.pointee.os = 255
        if filler > 0 { header.pointee.name = name }
        // zlib keeps this address: it must not move.
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let begun = czlib_begin_gzip(stream, Self.level)
        precondition(begun == Z_OK, "no memory for a gzip stream")
        deflateSetHeader(stream, header)
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        header.deallocate()
        name.deallocate()
    }

    /// The next bytes of the stream; what was given before the last may be held back.
    func compress(_ bytes: [UInt8], isLast: Bool) -> [UInt8] {
        var made: [UInt8] = []
        // zlib counts in 32 bits.
        var rest = bytes[...]
        repeat {
            let part = rest.prefix(1 << 20)
            rest = rest.dropFirst(part.count)
            feed(Array(part), isEnd: isLast && rest.isEmpty, into: &made)
        } while !rest.isEmpty
        return made
    }

    private func feed(_ bytes: [UInt8], isEnd: Bool, into made: inout [UInt8]) {
        var input = bytes
        input.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            let room = 16_384
            var isFull = true
            while isFull {
                made += [UInt8](unsafeUninitializedCapacity: room) { output, count in
                    stream.pointee.next_out = output.baseAddress
                    stream.pointee.avail_out = UInt32(room)
                    deflate(stream, isEnd ? Z_FINISH : Z_NO_FLUSH)
                    count = room - Int(stream.pointee.avail_out)
                    isFull = stream.pointee.avail_out == 0
                }
            }
            stream.pointee.next_in = nil
        }
    }
}
