"""`make weigh`: what Lighthouse makes of the site on a telephone, as a real site runs.

Production settings, the demo's networks, files collected; a proxy in front that compresses, as
deploy/Caddyfile does. Lighthouse comes from npm, its version is fixed. Prints the scores, and
fails below what the project promises. No test of the suite: it takes minutes, and its
performance is that of the machine. On one with other work to do, ask again.
"""

import gzip
import http.client
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from coopere.embedded_postgres import database_url
from tests.production import ENVIRONMENT
from tests.programs import CHROMIUM

LIGHTHOUSE = "lighthouse@12.8.2"
ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var" / "weigh"
PAGES = ("/", "/reseaux/", "/reseaux/massy-residence-du-parc/", "/historique/")
PROMISED = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
ROUNDS = int(os.environ.get("ROUNDS", "3"))
# Now and then Lighthouse loses the trace of a page, and says itself to ask again.
TRIES = 4
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --disable-background-networking"
Scores = dict[str, int]


class Proxy(BaseHTTPRequestHandler):
    """Hands a question on to the site as one that came over TLS, and compresses the page."""

    protocol_version = "HTTP/1.1"
    site = 0

    def do_GET(self) -> None:
        behind = http.client.HTTPConnection("127.0.0.1", self.site, timeout=60)
        told = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        told |= {"X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}
        behind.request("GET", self.path, headers=told)
        answer = behind.getresponse()
        body = answer.read()
        self.send_response(answer.status)
        is_plain = answer.getheader("Content-Encoding") is None and len(body) > 200
        if is_plain and answer.getheader("Content-Type", "").startswith(("text/", "application/")):
            body = gzip.compress(body, 6)
            self.send_header("Content-Encoding", "gzip")
        for name, value in answer.getheaders():
            if name.lower() not in {"content-length", "connection", "transfer-encoding"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        behind.close()

    def log_message(self, *words: object) -> None:
        """Say nothing."""


def free_port() -> int:
    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as probe:
        return int(probe.server_address[1])


@contextmanager
def real_site() -> Iterator[str]:
    """The site in production mode with the demo, behind the proxy; its address."""
    Proxy.site, port = free_port(), free_port()
    ours = {"DATABASE_URL": database_url(VAR / "postgres"), "COOPERE_VAR": str(VAR)}
    at_home = {**os.environ, **ours, "COOPERE_MODE": "development"}
    for words in ("migrate", "createcachetable", "collectstatic --noinput", "demo"):
        command = [sys.executable, "manage.py", *words.split()]
        subprocess.run(command, cwd=ROOT, env=at_home, check=True, stdout=subprocess.DEVNULL)
    address = {"ALLOWED_HOSTS": "localhost", "SITE_URL": f"https://localhost:{port}"}
    gunicorn = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--workers", "2"]
    gunicorn += ["--log-level", "warning"]
    gunicorn += ["--bind", f"127.0.0.1:{Proxy.site}", "coopere.wsgi"]
    with (
        subprocess.Popen(
            gunicorn, cwd=ROOT, env={**os.environ, **ENVIRONMENT, **ours, **address}
        ) as web,
        ThreadingHTTPServer(("127.0.0.1", port), Proxy) as proxy,
    ):
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        try:
            wait_for_answer(Proxy.site)
            yield f"http://localhost:{port}"
        finally:
            web.terminate()
            proxy.shutdown()


def wait_for_answer(port: int) -> None:
    for _try in range(300):
        try:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            asked.request("GET", "/", headers={"Host": "localhost", "X-Forwarded-Proto": "https"})
            if asked.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    sys.exit("The site did not answer.")


def look_at(url: str, chromium: str) -> tuple[Scores, list[str]]:
    """The scores of one visit, and what cost points."""
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = ["npx", "--yes", LIGHTHOUSE, url, "--quiet", "--output=json"]
        command += [f"--only-categories={','.join(PROMISED)}", f"--output-path={report}"]
        command.append(f"--chrome-flags={FLAGS}")
        environment = {**os.environ, "CHROME_PATH": chromium}
        for _try in range(TRIES):
            asked = subprocess.run(command, env=environment, capture_output=True, text=True)
            if not asked.returncode:
                break
        else:
            sys.exit(f"Lighthouse fails at {url}: {asked.stderr}")
        told = json.loads(report.read_text())
    scores = {name: round(told["categories"][name]["score"] * 100) for name in PROMISED}
    lost = [
        f"{ref['id']}: {told['audits'][ref['id']].get('displayValue', '')}"
        for name in PROMISED
        for ref in told["categories"][name]["auditRefs"]
        if ref["weight"] and (told["audits"][ref["id"]]["score"] or 0) < 0.9
        if told["audits"][ref["id"]]["scoreDisplayMode"] != "notApplicable"
    ]
    return scores, lost


def main() -> None:
    chromium = CHROMIUM.find()
    if not chromium or not shutil.which("npx"):
        sys.exit("Lighthouse needs Chromium and npm.")
    short = []
    with real_site() as site:
        for page in PAGES:
            visits = [look_at(site + page, chromium) for _round in range(ROUNDS)]
            found = {name: median(scores[name] for scores, _lost in visits) for name in PROMISED}
            print(page, *(f"{name} {score:g}" for name, score in found.items()), flush=True)
            lost = sorted({fault for _scores, faults in visits for fault in faults})
            print(*(f"    {fault}" for fault in lost), sep="\n", end="\n" if lost else "")
            short += [f"{page} {name}" for name in PROMISED if found[name] < PROMISED[name]]
    if short:
        sys.exit(f"Below what is promised: {', '.join(short)}")


if __name__ == "__main__":
    main()
