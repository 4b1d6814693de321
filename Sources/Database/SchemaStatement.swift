/// SQL that `migrate` runs beside the migrations.
enum SchemaStatement: String, Statement {
    /// Writes the code and the texts of each reason. The arrays are parallel.
    case writeReasons = """
        insert into reason (id, code, swedish, english)
        select * from unnest(:ids::smallint[], :codes::text[], :swedish::text[], :english::text[])
        on conflict (id) do update
            set code = excluded.code, swedish = excluded.swedish, english = excluded.english
        """

    /// Writes the rank and the texts of each word of Amili's. The arrays are parallel.
    case writeWords = """
        insert into amili_word (word, rank, swedish, english)
        select * from unnest(:words::text[], :ranks::smallint[], :swedish::text[], :english::text[])
        on conflict (word) do update
            set rank = excluded.rank, swedish = excluded.swedish, english = excluded.english
        """

    /// Makes the missing partitions of this and the next month. Workers run it, too.
    case makePartitions = "select make_evidence_partitions()"
}
