"""How the package is used under strict types; it is checked, not run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import assert_type

import numpy

from advisor_engine import (
    CancelFlag,
    ChangeSummary,
    Engine,
    Following,
    Pinned,
    Progress,
    Subscription,
    Table,
    Tenant,
)
from advisor_engine.types import (
    Audience,
    Change,
    ClientDashboardAnswer,
    ClientNeeds,
    FollowStatus,
    LoadReport,
    Match,
    MatchResultAnswer,
    PostgresSource,
    RejectedRow,
    VerifyReport,
)


def listen(progress: Progress) -> None:
    assert_type(progress["row_count"], int)


def use(engine: Engine, vector: Sequence[float]) -> None:
    answer = engine.match_advisors(industries=["SaaS"], embedding=vector, limit=5, timeout_ms=50)
    assert_type(answer, MatchResultAnswer)
    assert_type(answer["matches"], list[Match])
    assert_type(answer["matches"][0]["score"], float)
    assert_type(answer["matches"][0]["name"], str | None)
    engine.match_advisors(
        max_hourly_rate=Decimal(250), budget={"kind": "hourly", "max": "300.00"}, hard_filters={"remote": True}
    )
    needs: ClientNeeds = {"industries": ["SaaS"], "limit": 3}
    engine.match_advisors(**needs)
    assert_type(engine.match_advisors_table(), Table)
    assert_type(engine.rejected_rows(), list[RejectedRow])
    assert_type(engine.backup("folder"), None)
    assert_type(Engine.open_follower(Path("folder")), Engine)
    assert_type(engine.wait_for_revision(1)["revision"], int)

    tenant = engine.tenant("org-1")
    assert_type(tenant, Tenant)
    staff: Audience = {"kind": "staff"}
    assert_type(tenant.client_dashboard("client-1", staff), ClientDashboardAnswer)
    tenant.client_dashboard(
        "client-1",
        {
            "kind": "portal",
            "client_id": "client-1",
            "is_active": True,
            "expires_at": datetime.now(timezone.utc),
            "can_view_financials": False,
            "document_access_levels": ["public", "client"],
        },
    )
    changes: list[Change] = [
        {"table": "clients", "delete": "client-1"},
        {"table": "clients", "upsert": {"id": "client-2", "createdAt": datetime.now(timezone.utc), "name": None}},
        {"table": "advisor_embeddings", "upsert": {"vector": vector, "model": "m"}},
    ]
    engine.apply(changes, source_position="0/1", cancel=CancelFlag())
    assert_type(engine.load_snapshot(Path("folder"), progress=listen), LoadReport)
    assert_type(engine.sync(sqlite=Path("app.db"), progress=listen), LoadReport)
    assert_type(engine.sync(tables={"clients": engine.match_advisors_table()}), LoadReport)
    assert_type(engine.subscribe_all(["clients"]), Subscription)
    for summary in tenant.subscribe():
        assert_type(summary, ChangeSummary)
        assert_type(summary["tables"][0]["deleted_ids"], list[str])
    with engine.pin() as pinned:
        assert_type(pinned, Pinned)
        assert_type(pinned.revision, int)
        pinned.match_advisors(limit=1)


async def wait(engine: Engine) -> None:
    assert_type(await engine.async_load_snapshot("folder", progress=listen), LoadReport)


def follow(engine: Engine) -> None:
    source: PostgresSource = {"connection": "host=localhost", "slot": "one"}
    assert_type(engine.sync(postgres=source, stop_on_bad_row=True, progress=listen), LoadReport)
    with engine.follow("host=localhost", slot="one", polling={"sweep_ms": 60_000}, progress=listen) as following:
        assert_type(following, Following)
        assert_type(following.status(), FollowStatus)
        following.wait_for("16/B374D848", timeout_ms=50, cancel=CancelFlag())
        assert_type(following.verify(heal=True, progress=listen), VerifyReport)
    engine.drop_replication(**source, timeout_ms=50)
    engine.follow("host=localhost", slots="one")  # type: ignore[call-arg]
    engine.follow("host=localhost", on_bad_row="ignore")  # type: ignore[arg-type]
    engine.follow(slot="one")  # type: ignore[call-arg]
    engine.pin().follow("host=localhost")  # type: ignore[attr-defined]


async def follow_async(engine: Engine) -> None:
    following = await engine.async_follow("host=localhost", slot="one")
    await following.async_wait_for("16/B374D848", timeout_ms=50)
    assert_type(await following.async_verify(), VerifyReport)


def give_arrays(engine: Engine) -> None:
    engine.match_advisors(embedding=numpy.zeros(4, dtype=numpy.float32))


def misuse(engine: Engine) -> None:
    # Each line is an error, and the check fails where one is not.
    engine.match_advisors(industries=[7])  # type: ignore[list-item]
    engine.match_advisors(limits=3)  # type: ignore[call-arg]
    engine.match_advisors(["SaaS"])  # type: ignore[call-arg, arg-type]
    engine.match_advisors(budget={"kind": "weekly"})  # type: ignore[arg-type]
    engine.match_advisors(progress=listen)  # type: ignore[call-arg]
    engine.client_dashboard("client-1", {"kind": "staff"})  # type: ignore[attr-defined]
    engine.pin().fold()  # type: ignore[attr-defined]
    engine.tenant("org-1").client_dashboard("client-1")  # type: ignore[call-arg]
    engine.apply([{"table": "clients", "delete": 7}])  # type: ignore[typeddict-item]
    engine.stats()["revision"] = "1"  # type: ignore[typeddict-item]
    engine.match_advisors()["total"]  # type: ignore[typeddict-item]
