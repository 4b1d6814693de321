/// The reason why a connection could not be made. libpq's own words name hosts, users and files;
/// these cases do not.
package enum ConnectionFailure: String, Sendable, CaseIterable {
    // Trying again later may help.
    case refused, unreachable, noAnswer, nameUnknownForNow, ended, startingUp, tooManyConnections
    case otherRole, poolerWithoutServer, outOfResources
    // Trying again does not help.
    case nameUnknown, noSuchDatabase, wrongPassword, passwordMissing, userRefused, notAdmitted
    case certificateName, certificateUntrusted, rootCertificateMissing, withoutTLS
    case clientCertificate, clientKey, clientKeyMode, channelBinding, authenticationMethod
    case option, service, notPostgres
    /// libpq's message is not in our lists.
    case unknown

    /// Whether the same attempt may succeed later without a change here.
    package var mayPass: Bool {
        switch self {
        case .refused, .unreachable, .noAnswer, .nameUnknownForNow, .ended, .startingUp,
            .tooManyConnections, .otherRole, .poolerWithoutServer, .outOfResources, .unknown:
            true
        case .nameUnknown, .noSuchDatabase, .wrongPassword, .passwordMissing, .userRefused,
            .notAdmitted, .certificateName, .certificateUntrusted, .rootCertificateMissing,
            .withoutTLS, .clientCertificate, .clientKey, .clientKeyMode, .channelBinding,
            .authenticationMethod, .option, .service, .notPostgres:
            false
        }
    }

    /// Whether the user or its password was refused.
    package var isOfUser: Bool {
        self == .wrongPassword || self == .userRefused || self == .notAdmitted
    }

    /// One English sentence without its full stop, to follow a colon.
    package var words: String {
        switch self {
        case .refused: "Connection refused: nobody listens there"
        case .unreachable: "there is no route to the host"
        case .noAnswer: "no answer in time"
        case .nameUnknownForNow: "the host's name cannot be looked up at the moment"
        case .ended: "the other side ended the connection before it was made"
        case .startingUp: "the server is starting up or shutting down"
        case .tooManyConnections: "the server or pooler has no connection left"
        case .otherRole: "no server is of the kind that target_session_attrs asks for"
        case .poolerWithoutServer: "the pooler cannot reach its server"
        case .outOfResources: "this process has no descriptor, thread or memory left"
        case .nameUnknown: "the host's name does not resolve"
        case .noSuchDatabase: "there is no such database"
        case .wrongPassword: "the password is wrong"
        case .passwordMissing: "the server asks for a password, and none is given"
        case .userRefused: "the server does not admit this user from here"
        case .notAdmitted: "the user may not connect to this database"
        case .certificateName: "the server's certificate is for another host name"
        case .certificateUntrusted: "the server's certificate is not from a trusted authority"
        case .rootCertificateMissing: "there is no root certificate to verify the server by"
        case .withoutTLS: "the server does not speak TLS, which is asked for"
        case .clientCertificate: "the client certificate is missing, unreadable or refused"
        case .clientKey: "the client certificate's key is missing, unreadable or another's"
        case .clientKeyMode: "the client key file is readable by others"
        case .channelBinding: "channel binding is asked for and cannot be had"
        case .authenticationMethod: "the server asks for an unknown kind of authentication"
        case .option: "an option of the connection string has no valid value"
        case .service: "the service that is named is in no service file"
        case .notPostgres: "what answers there is no PostgreSQL server"
        case .unknown: "the connection cannot be made"
        }
    }

    /// Tells an operator what to check.
    package var remedy: String {
        switch self {
        case .refused, .unreachable, .noAnswer, .ended, .startingUp, .unknown:
            "Check that PostgreSQL runs, and PAMINN_DATABASE_URL."
        case .nameUnknownForNow: "Check this machine's name server."
        case .nameUnknown: "Check the host in PAMINN_DATABASE_URL."
        case .tooManyConnections:
            "Raise max_connections, the role's limit or the pooler's max_client_conn."
        case .otherRole: "Check target_session_attrs, and which server is the primary."
        case .poolerWithoutServer: "Look into the pooler's log; check that PostgreSQL runs."
        case .outOfResources: "Raise this process's limits (ulimit -n, ulimit -u)."
        case .noSuchDatabase: "Check the database in PAMINN_DATABASE_URL, or create it."
        case .wrongPassword: "Check the password in PAMINN_DATABASE_URL or its file."
        case .passwordMissing: "Give it in PAMINN_DATABASE_URL_FILE or by passfile=."
        case .userRefused:
            "Check the user in PAMINN_DATABASE_URL, its rights, and the server's pg_hba.conf."
        case .notAdmitted:
            "Run sql/roles.sql in it, and make the user a member of its program's role."
        case .certificateName:
            "Use the name that the certificate has, or have one made for this name."
        case .certificateUntrusted: "Set sslrootcert to its authority's certificate."
        case .rootCertificateMissing:
            "Set sslrootcert (sslmode is verify-full unless it is written)."
        case .withoutTLS:
            "Switch ssl on at the server; or, where the way is safe, write sslmode=disable."
        case .clientCertificate: "Check sslcert, and which authority the server trusts."
        case .clientKey: "Check sslkey; it must belong to sslcert."
        case .clientKeyMode: "Run `chmod 600` on the file that sslkey names."
        case .channelBinding: "Use TLS and SCRAM, or set channel_binding=prefer."
        case .authenticationMethod: "Use scram-sha-256 in the server's pg_hba.conf."
        case .option: "Check the options of PAMINN_DATABASE_URL."
        case .service: "Check service= and PGSERVICEFILE."
        case .notPostgres: "Check host and port in PAMINN_DATABASE_URL."
        }
    }
}
