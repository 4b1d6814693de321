/// Parameters in the form that libpq takes: NUL-terminated texts, and nil for NULL.
struct EncodedValues {
    private var storage: [UInt8] = []
    private var offsets: [Int?] = []

    /// - Throws: 22021 if a text has a NUL character, because libpq would cut it there without an
    ///   error.
    /// - Precondition: at most 65,535 values.
    init(_ values: [PostgresValue]) throws(PostgresError) {
        precondition(values.count <= 65_535, "the protocol has 16 bits for the parameter count")
        for value in values {
            if case .null = value {
                offsets.append(nil)
                continue
            }
            let start = storage.count
            append(value)
            if storage[start...].contains(0) {
                throw PostgresError(
                    kind: .server, sqlstate: "22021", message: "a text holds a NUL character")
            }
            offsets.append(start)
            storage.append(0)
        }
    }

    private mutating func append(_ value: PostgresValue) {
        switch value {
        case .null: break
        case .text(let text): storage.append(contentsOf: text.utf8)
        case .int(let number): storage.append(contentsOf: "\(number)".utf8)
        case .bool(let flag): storage.append(UInt8(ascii: flag ? "t" : "f"))
        case .double(let number): storage.append(contentsOf: "\(number)".utf8)
        case .textArray(let texts): appendArray(texts) { $0.appendQuoted($1) }
        case .intArray(let numbers):
            appendArray(numbers) { $0.storage.append(contentsOf: "\($1)".utf8) }
        case .bytes(let bytes):
            let digits = Array("0123456789abcdef".utf8)
            storage.append(contentsOf: "\\x".utf8)
            for byte in bytes {
                storage.append(digits[Int(byte >> 4)])
                storage.append(digits[Int(byte & 15)])
            }
        }
    }

    private mutating func appendArray<Element>(
        _ elements: [Element?], _ append: (inout Self, Element) -> Void
    ) {
        storage.append(UInt8(ascii: "{"))
        for (index, element) in elements.enumerated() {
            if index > 0 { storage.append(UInt8(ascii: ",")) }
            if let element {
                append(&self, element)
            } else {
                storage.append(contentsOf: "NULL".utf8)
            }
        }
        storage.append(UInt8(ascii: "}"))
    }

    /// Appends an element of an array literal. Within double quotes only `"` and `\` need an
    /// escape.
    private mutating func appendQuoted(_ text: String) {
        storage.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                storage.append(UInt8(ascii: "\\"))
            }
            storage.append(byte)
        }
        storage.append(UInt8(ascii: "\""))
    }

    /// Calls `body` with pointers that are valid only during the call.
    func withPointers<Value>(_ body: ([UnsafePointer<CChar>?]) -> Value) -> Value {
        storage.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { characters in
                body(
                    offsets.map { offset in
                        offset.flatMap { characters.baseAddress?.advanced(by: $0) }
                    })
            }
        }
    }
}
