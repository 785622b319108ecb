"""What JATOS keeps: a stand-in for its H2 database, and Play's signed session cookie."""
import base64, hashlib, hmac, json, os, re

DATA = os.environ.get("JATOS_DATA", "/opt/jatos_data")
DATABASE = DATA + "/database/jatos.mv.db"
LOCK = DATA + "/database/jatos.lock.db"
SECRET = os.environ.get("JATOS_SECRET") or os.environ.get("GENERATED_SECRET", "")


def read_database():
    with open(DATABASE) as file:
        return json.load(file)


def write_database(database):
    with open(DATABASE + ".new", "w") as file:
        json.dump(database, file)
    os.replace(DATABASE + ".new", DATABASE)


def digest(password):
    return hashlib.md5(password.encode()).hexdigest()


def open_database(version):
    """H2 keeps a lock file while it is open: one found at the start tells of an unclean end."""
    for folder in ("database", "study_assets_root", "result_uploads", "study_logs", "tmp"):
        os.makedirs(f"{DATA}/{folder}", exist_ok=True)
    if os.path.exists(DATABASE):
        database = read_database()
    else:
        database = {"created_by": version, "dirty": False, "password": digest("admin"), "versions": []}
    if os.path.exists(LOCK):
        database["dirty"] = True
    if version not in database["versions"]:
        database["versions"].append(version)
    open(LOCK, "w").close()
    write_database(database)


def sign(values):
    text = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()
    return text + "." + hmac.new(SECRET.encode(), text.encode(), "sha256").hexdigest()


def session_of(cookies):
    found = re.search(r"PLAY_SESSION=([\w=-]+)\.([0-9a-f]+)", cookies or "")
    if not found or not hmac.compare_digest(hmac.new(SECRET.encode(), found[1].encode(), "sha256").hexdigest(), found[2]):
        return {}
    return json.loads(base64.urlsafe_b64decode(found[1]))
