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

    /// Lists the missing partitions of this and the next month; `statement` makes one. A month with
    /// rows in the default partition gets none: they stay there.
    case missingPartitions = """
        select format('create table %I partition of evidence for values from (%L) to (%L)',
            name, to_char(month, 'YYYY-MM-DD"T00:00:00Z"'),
            to_char(month + interval '1 month', 'YYYY-MM-DD"T00:00:00Z"')) as statement
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
