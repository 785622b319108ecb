"""What JATOS keeps: a stand-in for its database (H2, or a real MySQL or MariaDB), and Play's signed session cookie."""
import base64, hashlib, hmac, json, os, re, time

DATA = os.environ.get("JATOS_DATA", "/opt/jatos_data")
DATABASE = DATA + "/database/jatos.mv.db"
LOCK = DATA + "/database/jatos.lock.db"
SECRET = os.environ.get("JATOS_SECRET") or os.environ.get("GENERATED_SECRET", "")
SERVER = re.fullmatch(r"jdbc:mysql://([^:/?]+)(?::(\d+))?/([^?]+)(\?.*)?", os.environ.get("JATOS_DB_URL", ""))


def ask(statement, values=()):
    """One statement to the database server, over a connection of its own."""
    import pymysql
    if os.environ.get("JATOS_DB_DRIVER") != "com.mysql.cj.jdbc.Driver":
        raise SystemExit("Oops, cannot start the server.\nCannot load driver")
    connection = pymysql.connect(
        host=SERVER[1], port=int(SERVER[2] or 3306), database=SERVER[3], user=os.environ.get("JATOS_DB_USERNAME"),
        password=os.environ.get("JATOS_DB_PASSWORD", ""), charset="utf8mb4", autocommit=True, connect_timeout=5)
    with connection, connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def read_database():
    if SERVER:
        rows = ask("SELECT content FROM jatos WHERE id = 1")
        return json.loads(rows[0][0]) if rows else None
    if not os.path.exists(DATABASE):
        return None
    with open(DATABASE) as file:
        return json.load(file)


def write_database(database):
    if SERVER:
        ask("REPLACE INTO jatos (id, content) VALUES (1, %s)", (json.dumps(database),))
        return
    with open(DATABASE + ".new", "w") as file:
        json.dump(database, file)
    os.replace(DATABASE + ".new", DATABASE)


def digest(password):
    return hashlib.md5(password.encode()).hexdigest()


def wait_for_server():
    """As Play's pool of connections: half a minute (connectionTimeout), then JATOS gives up."""
    import pymysql
    for attempt in range(30):
        try:
            return ask("CREATE TABLE IF NOT EXISTS jatos (id INT PRIMARY KEY, content LONGTEXT)")
        except pymysql.err.OperationalError as error:
            problem = error
            time.sleep(1)
    raise SystemExit(f"Oops, cannot start the server.\nCannot connect to database [default]: {problem}")


def open_database(version, multi_node):
    """H2 keeps a lock file while it is open: one found at the start tells of an unclean end."""
    if multi_node and not SERVER:
        raise ValueError("You cannot use an H2 database in multi node mode")
    for folder in ("database", "study_assets_root", "result_uploads", "study_logs", "tmp"):
        os.makedirs(f"{DATA}/{folder}", exist_ok=True)
    if SERVER:
        wait_for_server()
        ask("CREATE TABLE IF NOT EXISTS result (id INT AUTO_INCREMENT PRIMARY KEY, content LONGTEXT)")
    database = read_database() or {
        "created_by": version, "dirty": False, "password": digest("admin"), "versions": []}
    if os.path.exists(LOCK) and not SERVER:
        database["dirty"] = True
    if version not in database["versions"]:
        database["versions"].append(version)
    if not SERVER:
        open(LOCK, "w").close()
    write_database(database)


def close_database():
    if not SERVER:
        os.remove(LOCK)


def add_result(content):
    if SERVER:
        return ask("INSERT INTO result (content) VALUES (%s)", (content,))
    database = read_database()
    write_database({**database, "results": [*database.get("results", []), content]})


def results():
    if SERVER:
        return [content for content, in ask("SELECT content FROM result ORDER BY id")]
    return read_database().get("results", [])


def where():
    """As the page "System info" names it."""
    if not SERVER:
        return "H2"
    (version,), = ask("SELECT VERSION()")
    settings = dict(ask("SHOW VARIABLES WHERE Variable_name IN ('character_set_server', 'max_allowed_packet', 'max_connections')"))
    return {"url": SERVER[0].split("?")[0], "server": version, **settings}


def sign(values):
    text = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()
    return text + "." + hmac.new(SECRET.encode(), text.encode(), "sha256").hexdigest()


def session_of(cookies):
    found = re.search(r"PLAY_SESSION=([\w=-]+)\.([0-9a-f]+)", cookies or "")
    if not found or not hmac.compare_digest(hmac.new(SECRET.encode(), found[1].encode(), "sha256").hexdigest(), found[2]):
        return {}
    return json.loads(base64.urlsafe_b64decode(found[1]))
