"""Tokens: a folder each, or lines of a file for databases. The states are parts of the names."""
import os
import uuid

DATA = os.environ.get("EXPFACTORY_DATA", "/scif/data")
STUDY = os.environ.get("EXPFACTORY_STUDY_ID", "expfactory")


class Keeper:
    def __init__(self, database):
        self.database = database
        if database == "filesystem":
            os.makedirs(f"{DATA}/{STUDY}", exist_ok=True)
        elif open("/installed").read().split("\n")[0] != "SQLAlchemy<2":
            raise TypeError("Invalid argument(s) 'convert_unicode' sent to create_engine()")

    def make(self):
        token = str(uuid.uuid4())
        if self.database == "filesystem":
            os.makedirs(f"{DATA}/{STUDY}/{token}")
            return f"{DATA}/{STUDY}/{token}\t{token}[active]"
        with open(f"{DATA}/{STUDY}.db", "a") as file:
            file.write(token + "\n")
        return f"1\t{token}[active]"

    def list(self):
        if self.database == "filesystem":
            for folder in sorted(os.listdir(f"{DATA}/{STUDY}")):
                token, _, state = folder.partition("_")
                yield f"{DATA}/{STUDY}/{folder}\t{token}[{state or 'active'}]"
        elif os.path.exists(f"{DATA}/{STUDY}.db"):
            for number, token in enumerate(open(f"{DATA}/{STUDY}.db").read().split(), 1):
                yield f"{number}\t{token}[active]"
