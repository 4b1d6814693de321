/// What `migrate` writes beside the migrations.
enum SchemaStatement: String, Statement {
    /// $1 ids, $2 codes, $3 Swedish, $4 English.
    case writeReasons = """
        insert into reason (id, code, swedish, english)
        select * from unnest($1::smallint[], $2::text[], $3::text[], $4::text[])
        on conflict (id) do update
            set code = excluded.code, swedish = excluded.swedish, english = excluded.english
        """

    /// $1 words, $2 ranks, $3 Swedish, $4 English.
    case writeWords = """
        insert into amili_word (word, rank, swedish, english)
        select * from unnest($1::text[], $2::smallint[], $3::text[], $4::text[])
        on conflict (word) do update
            set rank = excluded.rank, swedish = excluded.swedish, english = excluded.english
        """

    /// Rows: (statement) that make the partitions of this month and the next, where they are
    /// missing. A month of which the default partition already has rows stays there.
    case missingPartitions = """
        select format('create table %I partition of evidence for values from (%L) to (%L)',
            name, to_char(month, 'YYYY-MM-DD"T00:00:00Z"'),
            to_char(month + interval '1 month', 'YYYY-MM-DD"T00:00:00Z"'))
        from (
            select month, to_char(month, '"evidence_"YYYY_MM') as name
            from generate_series(date_trunc('month', now() at time zone 'UTC'),
                date_trunc('month', now() at time zone 'UTC') + interval '1 month',
                interval '1 month') month
        ) m
        where to_regclass(name) is null
            and not exists (
                select from evidence_default where at >= m.month at time zone 'UTC'
                    and at < (m.month + interval '1 month') at time zone 'UTC')
        """
}
