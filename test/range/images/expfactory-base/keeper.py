"""Tokens: a folder each, lines of a file for SQLite, rows of a real server. The states are parts of the names."""
import os
import uuid
from urllib.parse import unquote, urlsplit

DATA = os.environ.get("EXPFACTORY_DATA", "/scif/data")
STUDY = os.environ.get("EXPFACTORY_STUDY_ID", "expfactory")


class Keeper:
    def __init__(self, database):
        self.database = database
        if database == "filesystem":
            os.makedirs(f"{DATA}/{STUDY}", exist_ok=True)
        elif open("/installed").read().split("\n")[0] != "SQLAlchemy<2":
            raise TypeError("Invalid argument(s) 'convert_unicode' sent to create_engine()")
        elif "://" in database:
            self.ask("CREATE TABLE IF NOT EXISTS participant (token VARCHAR(50))")

    def make(self):
        token = str(uuid.uuid4())
        if self.database == "filesystem":
            os.makedirs(f"{DATA}/{STUDY}/{token}")
            return f"{DATA}/{STUDY}/{token}\t{token}[active]"
        if "://" in self.database:
            self.ask(f"INSERT INTO participant VALUES ('{token}')")
        else:
            with open(f"{DATA}/{STUDY}.db", "a") as file:
                file.write(token + "\n")
        return f"1\t{token}[active]"

    def list(self):
        if self.database == "filesystem":
            for folder in sorted(os.listdir(f"{DATA}/{STUDY}")):
                token, _, state = folder.partition("_")
                yield f"{DATA}/{STUDY}/{folder}\t{token}[{state or 'active'}]"
            return
        for number, token in enumerate(self.tokens(), 1):
            yield f"{number}\t{token}[active]"

    def tokens(self):
        if "://" in self.database:
            return [row[0] for row in self.ask("SELECT token FROM participant ORDER BY token")]
        path = f"{DATA}/{STUDY}.db"
        return open(path).read().split() if os.path.exists(path) else []

    def ask(self, statement):
        url = urlsplit(self.database)
        place = {"host": url.hostname, "user": url.username, "password": unquote(url.password or "")}
        if url.port:
            place["port"] = url.port
        if url.scheme == "mysql+pymysql":
            import pymysql as driver
        else:
            import psycopg2 as driver
        connection = driver.connect(**place, database=url.path[1:])
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                rows = cursor.fetchall() if statement.startswith("SELECT") else []
            connection.commit()
            return rows
        finally:
            connection.close()
