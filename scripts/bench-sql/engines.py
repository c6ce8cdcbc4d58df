"""The engines that are measured: each is given the tables as files, asked for rows, and says what the processor did."""

import http.client
import json
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

THREADS = os.cpu_count() or 1
TICK = os.sysconf("SC_CLK_TCK")


class Ours:
    name = "Desmigratif"

    def __init__(self, binary, dataset, state, limit):
        self.limit = limit
        self.server = subprocess.Popen(
            [binary, "serve", "--data", dataset, "--state", state, "--listen", "127.0.0.1:0"],
            stderr=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "DESMIGRATIF_LIMITS__SQL_TIMEOUT_S": str(int(limit))},
        )
        for line in self.server.stdout:
            if "http://" in line:
                self.address = line.split("http://")[1].split()[0].strip("/\",")
                self.connection = http.client.HTTPConnection(self.address)
                break
        self.version = subprocess.run([binary, "--version"], capture_output=True, text=True).stdout.split()[-1]

    def ask(self, sql):
        body = json.dumps({"sql": sql, "limit": 100_000, "timeout_ms": int(self.limit * 1000)})
        try:
            answer = self.post(body)
        except (http.client.HTTPException, OSError):
            # Idle connections are closed while others are measured.
            self.connection = http.client.HTTPConnection(self.address)
            answer = self.post(body)
        if "items" not in answer:
            raise RuntimeError(answer.get("detail", answer))
        return [tuple(row.values()) for row in answer["items"]]

    def post(self, body):
        self.connection.request("POST", "/api/v1/sql", body, {"Content-Type": "application/json"})
        return json.load(self.connection.getresponse())

    def cpu(self, sql, seen):
        """Seconds of the processor that the last statements of this text took, as the server notes them."""
        text = sql.replace("'", "''")[:1500]
        found = self.ask(f"SELECT cpu_ms FROM system_queries WHERE starts_with(sql, '{text}') ORDER BY id DESC LIMIT {seen}")
        return [row[0] / 1000 for row in found]

    def stop(self):
        self.server.terminate()
        self.server.wait()


class InProcess:
    """A library in this very process, whose time of the processor is this process's."""

    def used(self):
        return time.process_time()

    def stop(self):
        pass


class DuckDb(InProcess):
    key = "duckdb"
    name = "DuckDB spatial"

    def __init__(self, files, _limit):
        import duckdb
        import duckdb_extension_spatial

        self.version = duckdb.__version__
        home = next(Path(duckdb_extension_spatial.__file__).parent.rglob("spatial.duckdb_extension*"))
        self.connection = duckdb.connect(config={"allow_unsigned_extensions": "true", "threads": THREADS})
        self.connection.execute(f"LOAD '{home}'")
        for table, file in files.items():
            self.connection.execute(f"CREATE TABLE {table} AS SELECT * FROM read_parquet('{file}')")

    def ask(self, sql):
        return self.connection.execute(sql).fetchall()


class SedonaDb(InProcess):
    key = "sedonadb"
    name = "SedonaDB"

    def __init__(self, files, _limit):
        from importlib.metadata import version

        import sedonadb

        self.version = version("sedonadb")
        self.connection = sedonadb.connect()
        for table, file in files.items():
            self.connection.read_parquet(file).to_memtable().to_view(table)

    def ask(self, sql):
        table = self.connection.sql(sql).to_arrow_table()
        return list(zip(*(column.to_pylist() for column in table.columns)))


class PostGis:
    """A cluster of its own in a temporary folder; tables have the indexes that PostGIS's manual advises."""

    key = "postgis"
    name = "PostGIS"

    def __init__(self, files, limit):
        import psycopg

        bin_ = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
        if bin_ is None:
            raise FileNotFoundError("no PostgreSQL under /usr/lib/postgresql")
        self.bin, self.home = bin_, Path(tempfile.mkdtemp(prefix="bench-postgis-"))
        # PostgreSQL does not run as root.
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        if os.geteuid() == 0:
            shutil.chown(self.home, "postgres")
        self.run("initdb", "-A", "trust", "-D", str(self.home / "data"))
        options = f"-c listen_addresses='' -k {self.home} -c shared_buffers=1GB -c work_mem=256MB -c max_parallel_workers={THREADS} -c jit=off"
        self.run("pg_ctl", "-D", str(self.home / "data"), "-w", "-o", options, "-l", str(self.home / "log"), "start")
        self.pid = int((self.home / "data" / "postmaster.pid").read_text().split()[0])
        self.connection = psycopg.connect(host=str(self.home), user=self.user, dbname="postgres", autocommit=True)
        self.connection.execute("CREATE EXTENSION postgis")
        self.version = self.ask("SELECT postgis_lib_version()")[0][0]
        for table, file in files.items():
            self.load(table, file)
        self.connection.execute("VACUUM ANALYZE")
        self.connection.execute(f"SET statement_timeout = {int(limit * 1000)}")

    def run(self, program, *arguments):
        command = [str(self.bin / program), *arguments]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.home)

    def load(self, table, file):
        import pyarrow.parquet as parquet
        import pyarrow.types as types

        read = parquet.ParquetFile(file)
        kinds = {"bool": "boolean", "string": "text", "date32[day]": "date"}
        columns = []
        for field in read.schema_arrow:
            if field.name == "geometry":
                columns.append((field.name, "geometry"))
            elif types.is_integer(field.type):
                columns.append((field.name, "bigint"))
            elif types.is_floating(field.type):
                columns.append((field.name, "double precision"))
            else:
                columns.append((field.name, kinds.get(str(field.type), "text")))
        self.connection.execute(f"CREATE TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in columns)})")
        with self.connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
            for batch in read.iter_batches(10_000):
                for row in zip(*(column.to_pylist() for column in batch.columns)):
                    copy.write_row([value.hex() if isinstance(value, bytes) else value for value in row])
        names = {name for name, _ in columns}
        if "geometry" in names:
            self.connection.execute(f"CREATE INDEX ON {table} USING gist (geometry)")
        if {"lon", "lat"} <= names:
            self.connection.execute(f"ALTER TABLE {table} ADD point geometry, ADD place geography")
            self.connection.execute(f"UPDATE {table} SET point = ST_Point(lon, lat), place = ST_Point(lon, lat)::geography WHERE lon IS NOT NULL")
            self.connection.execute(f"CREATE INDEX ON {table} USING gist (point)")
            self.connection.execute(f"CREATE INDEX ON {table} USING gist (place)")
        if "code" in names:
            self.connection.execute(f"CREATE INDEX ON {table} (code)")

    def ask(self, sql):
        return self.connection.execute(sql).fetchall()

    def used(self):
        """Of the server and all its children, those that have ended included."""
        total = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                number, rest = stat.read_text().split(" ", 1)
            except OSError:
                continue
            fields = rest.rsplit(")", 1)[1].split()
            if int(number) == self.pid:
                total += sum(map(int, fields[11:15]))
            elif int(fields[1]) == self.pid:
                total += sum(map(int, fields[11:13]))
        return total / TICK

    def stop(self):
        self.connection.close()
        self.run("pg_ctl", "-D", str(self.home / "data"), "-m", "fast", "-w", "stop")
        shutil.rmtree(self.home)


PEERS = (DuckDb, SedonaDb, PostGis)
