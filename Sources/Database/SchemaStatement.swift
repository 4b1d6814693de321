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

    /// How big tables and views are that are there, with their partitions, indexes and long values.
    /// `rows` is the planner's count; null: nobody has counted them yet.
    case sizes = """
        select t.name,
            case when not bool_or(c.reltuples < 0 and pg_relation_size(c.oid) > 0)
                then sum(greatest(c.reltuples, 0))::bigint end as rows,
            sum(pg_total_relation_size(c.oid))::bigint as bytes
        from (
            select name, to_regclass(quote_ident(current_schema()) || '.' || quote_ident(name))
                as id
            from unnest(:tables::text[]) name
        ) t
        join lateral (
            select t.id union all select inhrelid from pg_inherits where inhparent = t.id
        ) leaf on true
        join pg_class c on c.oid = leaf.id and c.relkind <> 'p'
        group by t.name
        """

    /// Makes the missing partitions of this and the next month. Workers run it, too.
    case makePartitions = "select make_evidence_partitions()"
}
