import ConsoleStore

/// The finding of `doctor` on the user that the settings sign in as. One that may do more than a
/// program needs is a warning; what it lacks is a finding of its own (`rights`).
struct RoleFinding {
    let finding: DoctorFinding

    init(_ role: DatabaseRole) {
        finding =
            if role.isSuperuser {
                Self.warning("a superuser, who may do anything on the whole server")
            } else if role.isOwner {
                Self.warning("the owner of the tables, who may drop them")
            } else if role.programs.isEmpty {
                Self.warning("a member of no role of sql/roles.sql")
            } else {
                DoctorFinding(
                    "role", .ok, role.programs.map(\.rawValue).joined(separator: ", "))
            }
    }

    private static func warning(_ says: String) -> DoctorFinding {
        DoctorFinding(
            "role", .warning, says,
            "Sign in as a user that is a member of the program's role only; see Roles in"
                + " deploy/DATABASE.md.")
    }
}
