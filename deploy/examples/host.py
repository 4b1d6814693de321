#!/usr/bin/python3
"""Hands invoices over to Påminn in the application's own transaction, and waits for the run.

    deploy/examples/host.py CREDITOR BATCH < invoices.json

Standard input is a list of objects with the columns of paminn_v1.inbox. The way to the database is
libpq's: PGHOST, PGDATABASE, PGUSER. Needs psycopg2 (Debian: python3-psycopg2).
"""

import json
import sys
import time

import psycopg2
from psycopg2 import sql


def hand_over(connection, creditor, batch, invoices):
    """Inserts the invoices and asks for their run. The caller commits.

    Returns the request's number. The same batch with the same invoices is the same request, so that
    this may be repeated whenever the answer to a commit was lost.
    """
    with connection.cursor() as cursor:
        for invoice in invoices:
            line = {"creditor": creditor, "batch": batch, **invoice}
            cursor.execute(
                sql.SQL("insert into paminn_v1.inbox ({}) values ({})").format(
                    sql.SQL(", ").join(map(sql.Identifier, line)),
                    sql.SQL(", ").join(map(sql.Placeholder, line)),
                ),
                line,
            )
        cursor.execute(
            "select paminn_v1.enqueue(%s, %s, hold => interval '10 min')", (creditor, batch)
        )
        return cursor.fetchone()[0]


def outcome(connection, request, patience=60):
    """Waits until the batch is loaded or has failed. Returns its row of paminn_v1.requests."""
    end = time.monotonic() + patience
    while True:
        with connection, connection.cursor() as cursor:
            cursor.execute(
                "select state, problem, run, queued, skipped, refused"
                " from paminn_v1.requests where request = %s",
                (request,),
            )
            names = [column.name for column in cursor.description]
            row = dict(zip(names, cursor.fetchone()))
        if row["state"] != "waiting" or time.monotonic() > end:
            return row
        time.sleep(1)


def main():
    creditor, batch = sys.argv[1:]
    invoices = json.load(sys.stdin)
    connection = psycopg2.connect("")
    with connection:  # commits, or rolls back if anything fails
        request = hand_over(connection, creditor, batch, invoices)
    print(json.dumps({"request": request, **outcome(connection, request)}))
    connection.close()


if __name__ == "__main__":
    main()
