/// Reads values by the names of their columns; see `position(of:)`.
extension PostgresRows {
    package func isNull(_ row: Int, _ column: StaticString) -> Bool {
        isNull(row, position(of: column))
    }

    package func string(_ row: Int, _ column: StaticString) -> String {
        string(row, position(of: column))
    }

    package func optionalString(_ row: Int, _ column: StaticString) -> String? {
        optionalString(row, position(of: column))
    }

    package func int(_ row: Int, _ column: StaticString) -> Int64 {
        int(row, position(of: column))
    }

    package func optionalInt(_ row: Int, _ column: StaticString) -> Int64? {
        optionalInt(row, position(of: column))
    }

    package func bool(_ row: Int, _ column: StaticString) -> Bool {
        bool(row, position(of: column))
    }

    package func double(_ row: Int, _ column: StaticString) -> Double {
        double(row, position(of: column))
    }

    package func bytes(_ row: Int, _ column: StaticString) -> [UInt8] {
        bytes(row, position(of: column))
    }
}
