package import Reminders

/// The problem and its remedy, in the operators' two languages.
extension HealthProblem: BilingualText {
    package var english: String {
        switch self {
        case .runPaused(let run, let creditor, let since):
            "Run \(run) of \(creditor) is paused since \(since.at)"
        case .creditorRefused(let handle): "Amili has refused creditor \(handle)"
        case .pollsFail(let creditor, let failures, let since):
            "Nothing was learned of \(creditor)'s cases since \(since.at);"
                + " the last \(failures)\(failures >= 10 ? " or more" : "") polls failed"
        case .gateUnproven(_, let seconds):
            "Closed until \(Int(seconds)) s ago because Amili refused us; not tried since"
        case .oldDoubt(let since): "The oldest doubt began at \(since.at)"
        case .readOnly: "The database is read-only"
        case .standby: "This server is a standby"
        case .cannotWrite(let tables): "This role lacks rights on \(Self.englishList(tables))"
        case .fewConnections(let left): "\(max(left, 0)) connections are left"
        case .heldSnapshot(let since): "A transaction is open since \(since.at)"
        case .notDurable:
            "fsync or full_page_writes is off: a crash of the server can forget letters"
        case .synchronousCommitOff:
            "synchronous_commit is off; claims ask for it themselves, decisions of humans do not"
        case .autovacuumOff: "Autovacuum is off"
        case .notVacuumed(let tables): "Autovacuum is off for \(Self.englishList(tables))"
        case .slotAbandoned(let slot, let bytes, let isLost):
            "Nobody reads replication slot \(slot), which keeps \(bytes >> 20) MiB of WAL"
                + (isLost ? " and has lost what it needs" : "")
        case .oldTransactions(let age): "The oldest transaction number is \(age) transactions old"
        case .noStandby: "Commits wait for a synchronous standby, and none is connected"
        case .muchWAL(let bytes): "\(bytes >> 30) GiB of WAL lie on disk"
        case .littleDisk(let bytes): "\(bytes >> 20) MiB of disk are free"
        case .timeZoneUnknown: "The server does not know the time zone Europe/Stockholm"
        case .indexesMissing(let names): "Missing or invalid: \(Self.englishList(names))"
        case .partitionsMissing(let months):
            "No partition of evidence for \(Self.englishList(months))"
        case .otherEra:
            "The database is not where the fleet last saw it: a backup was restored, or a standby"
                + " took over"
        case .newerSchema(let names):
            "A newer program has migrated it (\(Self.englishList(names))); this one can work with it"
        }
    }

    package var remedy: String {
        switch self {
        case .runPaused(let run, _, _):
            "See `paminn status \(run)`, mend the cause, then `paminn resume \(run)`."
        case .creditorRefused(let handle):
            "Ask Amili why; then `paminn creditor activate \(handle)`."
        case .pollsFail: "Look for ‘following’ in the workers' log; ask Amili if it lasts."
        case .gateUnproven: "Run `paminn doctor` again in a minute."
        case .oldDoubt: "See `paminn uncertain`."
        case .readOnly:
            "Switch default_transaction_read_only off for this role and database, or point"
                + " PAMINN_DATABASE_URL at the primary."
        case .standby:
            "Point PAMINN_DATABASE_URL at the primary (target_session_attrs=read-write)."
        case .cannotWrite:
            "Run sql/roles.sql, and make this user a member of its program's role."
        case .fewConnections: "Raise max_connections or the role's limit, or end idle sessions."
        case .heldSnapshot:
            "Find it in pg_stat_activity and pg_prepared_xacts, and end it: nothing can be cleaned"
                + " up meanwhile."
        case .notDurable: "Switch both on, and restart the server."
        case .synchronousCommitOff: "Set synchronous_commit to on for this role and database."
        case .autovacuumOff: "Set autovacuum to on, and reload the server."
        case .notVacuumed: "ALTER TABLE … RESET (autovacuum_enabled)."
        case .slotAbandoned(let slot, _, _):
            "Start what reads it, or SELECT pg_drop_replication_slot('\(slot)')."
        case .oldTransactions: "VACUUM FREEZE; see why autovacuum does not keep up."
        case .noStandby: "Start the standby, or empty synchronous_standby_names."
        case .muchWAL: "See the replication slots and archive_command."
        case .littleDisk: "Free space."
        case .timeZoneUnknown: "Install the server's time zones (tzdata), and restart it."
        case .indexesMissing:
            "Make them anew as sql/schema.sql has them, or REINDEX what is invalid."
        case .partitionsMissing:
            "Run `paminn migrate` or start a worker with the right to make them; until then"
                + " evidence_default takes the rows."
        case .otherEra:
            "The next worker stands still for the settle delay and asks Amili; import the payments"
                + " of the lost time meanwhile."
        case .newerSchema: "Install the program that migrated on this machine, too."
        }
    }

    package var swedish: String {
        switch self {
        case .runPaused(let run, let creditor, _): "Utskick \(run) för \(creditor) är pausat"
        case .creditorRefused(let handle): "Amili har nekat företaget \(handle)"
        case .pollsFail(let creditor, _, _):
            "Inget nytt har hämtats om ärendena för \(creditor): frågorna misslyckas"
        case .gateUnproven(let creditor, _):
            "Vägen till Amili\(creditor.map { " för \($0)" } ?? "") har just öppnats efter att vi"
                + " nekades, och är inte prövad än"
        case .oldDoubt: "Ett brev har varit ovisst länge"
        case .readOnly: "Databasen går bara att läsa"
        case .standby: "Databasservern är en reserv som bara går att läsa"
        case .cannotWrite(let tables): "Rollen saknar rättigheter till \(Self.swedishList(tables))"
        case .fewConnections(let left):
            "Databasen har bara \(max(left, 0)) anslutningar kvar"
        case .heldSnapshot: "En transaktion i databasen har stått öppen länge"
        case .notDurable: "Databasen kan glömma brev om servern kraschar (fsync)"
        case .synchronousCommitOff: "synchronous_commit är av"
        case .autovacuumOff: "Autovacuum är av"
        case .notVacuumed(let tables): "Autovacuum är av för \(Self.swedishList(tables))"
        case .slotAbandoned(let slot, let bytes, _):
            "Ingen läser replikeringen \(slot), som håller kvar \(bytes >> 20) MiB"
        case .oldTransactions: "Databasens transaktionsnummer håller på att ta slut"
        case .noStandby: "Databasen väntar på en reservserver som inte är ansluten"
        case .muchWAL(let bytes): "\(bytes >> 30) GiB logg (WAL) ligger på databasens disk"
        case .littleDisk(let bytes): "\(bytes >> 20) MiB är lediga på databasens disk"
        case .timeZoneUnknown: "Databasservern känner inte till tidszonen Europe/Stockholm"
        case .indexesMissing(let names): "Index saknas eller är trasiga: \(Self.swedishList(names))"
        case .partitionsMissing(let months):
            "Bevisloggen saknar plats för \(Self.swedishList(months))"
        case .otherEra: "Databasen har återställts eller bytt server sedan arbetarna sist såg den"
        case .newerSchema: "Ett nyare program har ändrat databasen"
        }
    }

    package var swedishRemedy: String {
        switch self {
        case .runPaused(let run, _, _):
            "rätta orsaken och låt utskicket gå vidare (paminn resume \(run))."
        case .creditorRefused(let handle):
            "fråga Amili varför, och kör sedan paminn creditor activate \(handle)."
        case .pollsFail: "se arbetarnas logg, och fråga Amili om det håller i sig."
        case .gateUnproven: "titta hit igen om en minut."
        case .oldDoubt: "se nedan vad som hindrar frågan, eller paminn uncertain."
        case .readOnly, .standby:
            "peka PAMINN_DATABASE_URL på huvudservern, eller slå av"
                + " default_transaction_read_only."
        case .cannotWrite: "kör sql/roles.sql, och gör användaren till medlem av programmets roll."
        case .fewConnections: "höj max_connections eller rollens gräns."
        case .heldSnapshot: "leta upp den i pg_stat_activity och avsluta den."
        case .notDurable: "slå på fsync och full_page_writes."
        case .synchronousCommitOff: "sätt synchronous_commit till on."
        case .autovacuumOff: "slå på autovacuum."
        case .notVacuumed: "kör ALTER TABLE … RESET (autovacuum_enabled)."
        case .slotAbandoned: "starta den som läser, eller ta bort den."
        case .oldTransactions: "kör VACUUM FREEZE."
        case .noStandby: "starta reservservern, eller töm synchronous_standby_names."
        case .muchWAL: "se efter replikering och arkivering."
        case .littleDisk: "frigör plats."
        case .timeZoneUnknown: "installera tzdata på servern och starta om den."
        case .indexesMissing: "gör om dem som i sql/schema.sql."
        case .partitionsMissing: "kör paminn migrate."
        case .otherEra:
            "nästa arbetare väntar och frågar Amili; läs in betalningar från den förlorade tiden."
        case .newerSchema: "installera det nyare programmet här också."
        }
    }

    private static func englishList(_ names: [String]) -> String {
        list(names) { "and \($0) more" }
    }

    private static func swedishList(_ names: [String]) -> String {
        list(names) { "och \($0) till" }
    }

    /// Lists at most eight names.
    /// - Parameter more: says how many are left out.
    private static func list(_ names: [String], more: (Int) -> String) -> String {
        names.prefix(8).joined(separator: ", ")
            + (names.count > 8 ? " " + more(names.count - 8) : "")
    }
}
