"""The engine at work on real data, from Python: searches, matches, dashboards, a change, the same answers after reopening.

``python demo.py FOLDER``, where FOLDER holds a ``store`` and the requests in ``picked.json``.
"""

import json
import sys
import time
from pathlib import Path

from advisor_engine import Engine

# The clock stands, so that the demo shows the same every time.
CONFIG = {"clock": "2026-01-01T00:00:00Z"}
NOW = "2026-01-01T00:00:00Z"


def timed(what, call):
    started = time.perf_counter()
    answer = call()
    print(f"\n{what}: {(time.perf_counter() - started) * 1e3:.3f} ms")
    return answer


def title(text):
    print(f"\n\x1b[1m{text}\x1b[0m")


def snake(name):
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)


def keywords(value):
    """A request in the wire's spelling, as keyword arguments; what is not given is left out."""
    if isinstance(value, dict):
        return {snake(name): keywords(item) for name, item in value.items() if item is not None}
    return [keywords(item) for item in value] if isinstance(value, list) else value


def dashboards(engine, picked):
    tenant = engine.tenant(picked["tenant"])
    client = timed("client dashboard", lambda: tenant.client_dashboard(picked["client"], {"kind": "staff"}))
    organization = timed("organization dashboard", tenant.organization_dashboard)
    print(f"{client['business_name']}: {client['total_documents']} documents, {client['active_tasks']} open tasks")
    return client, organization


def letter(picked):
    return {
        "id": "demo-document-python",
        "client_id": picked["client"],
        "organization_id": picked["tenant"],
        "uploaded_by": "demo-user",
        "file_name": "engagement-letter.pdf",
        "file_type": "pdf",
        "category": "engagement_letter",
        "version": 1,
        "is_latest_version": True,
        "ocr_status": "pending",
        "needs_review": True,
        "is_confidential": False,
        "access_level": "client",
        "is_archived": False,
        "created_at": NOW,
        "updated_at": NOW,
    }


def main(folder):
    picked = json.loads((folder / "picked.json").read_text())
    with timed("opened", lambda: Engine.open(folder / "store", CONFIG)) as engine:
        title("Searches, with exact counts by facet")
        for what, request in picked["searches"]:
            found = timed(what, lambda: engine.search_advisors(**keywords(request)))
            for advisor in found["advisors"]:
                print(f"  {advisor['name']}, {advisor['professional_title']}, {advisor['hourly_rate']}")
            counts = ", ".join(f"{word['value']} {word['count']}" for word in found["facets"]["industries"][:6])
            print(f"industries: {counts}\n{len(found['advisors'])} of {found['total']} shown")

        title("The best advisors for three clients' needs")
        for what, needs in picked["needs"]:
            answer = timed(what, lambda: engine.match_advisors(**keywords(needs)))
            for match in answer["matches"]:
                parts = ", ".join(f"{part['name']} {part['contribution']:.4f}" for part in match["parts"])
                print(f"  {match['rank']}. {match['name']}, {match['hourly_rate']}, {match['score']:.4f} = {parts}")
            print(f"{answer['plan']['eligible']} eligible, exact: {answer['plan']['exact']}")

        title("Dashboards, and a change that is durable and visible when the call returns")
        before, _ = dashboards(engine, picked)
        change = {"table": "documents", "upsert": letter(picked)}
        timed("a document was added", lambda: engine.apply([change]))
        after = dashboards(engine, picked)
        assert after[0]["total_documents"] == before["total_documents"] + 1

    title("Closed and opened again: the same answers")
    with timed("opened", lambda: Engine.open(folder / "store", CONFIG)) as engine:
        assert dashboards(engine, picked) == after
    print("\nboth dashboards are equal to those before closing, field by field")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
