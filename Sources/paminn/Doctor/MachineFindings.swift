import Glibc

/// The findings of `doctor` on this machine.
enum MachineFindings {
    /// Less free space than this, 2 GiB in bytes, where the database keeps its data is reported.
    static let littleDisk: Int64 = 2 << 30

    /// Never throws; asks neither the database nor Amili.
    static func all(_ settings: Settings) -> [DoctorFinding] {
        [stateDirectory(settings)]
    }

    /// Makes the state directory if it is missing, as a worker would, and warns if less than 16 MiB
    /// of its disk are free.
    private static func stateDirectory(_ settings: Settings) -> DoctorFinding {
        let name = "state directory"
        guard let directory = settings.stateDirectory else {
            return DoctorFinding(
                name, .ok,
                "none: how far the database had come is remembered by the database alone",
                "Set PAMINN_STATE_DIRECTORY to notice a restored backup at the first start.")
        }
        do {
            _ = try StateFile(directory: directory)
        } catch {
            return DoctorFinding(name, .bad, Failure(error))
        }
        guard access(directory, R_OK | W_OK | X_OK) == 0 else {
            return DoctorFinding(
                name, .bad,
                "it cannot be written: \(String(cString: strerror(errno)))",
                "Give it to the user that the workers run as.")
        }
        if let free = freeBytes(at: directory), free < 16 << 20 {
            return DoctorFinding(
                name, .warning, "\(free >> 20) MiB of its disk are free", "Free space.")
        }
        return DoctorFinding(name, .ok, "can be written")
    }

    /// The bytes that a user without privileges may still write to the disk of a path.
    /// - Parameter path: nil, which stays unknown, if the server does not tell where its data are.
    /// - Returns: nil if the path is unknown, or not on this machine.
    static func freeBytes(at path: String?) -> Int64? {
        var facts = statvfs()
        guard let path, statvfs(path, &facts) == 0 else { return nil }
        return Int64(clamping: UInt64(facts.f_bavail) &* UInt64(facts.f_frsize))
    }
}
