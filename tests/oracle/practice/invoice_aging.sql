-- What is owed by how many days it is late, per currency.
--
-- $1 tenant, $2 the request, $3 the instant of the call in milliseconds.
WITH request AS (
    SELECT $2::text::jsonb AS r, at_ms($3::bigint) AS now, coalesce($2::text::jsonb ->> 'timeZone', 'UTC') AS zone,
           coalesce(at_text($2::text::jsonb ->> 'asOf'), at_ms($3::bigint)) AS counted_to
),
owed AS (
    SELECT i.currency, i."balanceAmount" AS balance,
           (counted_to AT TIME ZONE 'UTC' AT TIME ZONE zone)::date
               - (i."dueDate" AT TIME ZONE 'UTC' AT TIME ZONE zone)::date AS late
    FROM invoices i, request
    WHERE i."organizationId" = $1 AND i."deletedAt" IS NULL
      AND i.status IN ('sent', 'viewed', 'partial', 'overdue')
      AND (r ->> 'clientId' IS NULL OR i."clientId" = r ->> 'clientId')
),
banded AS (
    SELECT currency, balance, CASE
        WHEN late <= 0 THEN 'notDue' WHEN late <= 30 THEN 'days1To30' WHEN late <= 60 THEN 'days31To60'
        WHEN late <= 90 THEN 'days61To90' ELSE 'over90Days' END AS band
    FROM owed
),
band AS (
    SELECT currency, named.band, json_build_object(
        'count', count(balance) FILTER (WHERE banded.band = named.band OR named.band = 'total'),
        'balance', money_text(coalesce(sum(balance) FILTER (WHERE banded.band = named.band OR named.band = 'total'), 0))) AS figures
    FROM banded,
         unnest(ARRAY['notDue', 'days1To30', 'days31To60', 'days61To90', 'over90Days', 'total']) AS named(band)
    GROUP BY currency, named.band
)
SELECT json_build_object(
    'countedTo', instant(counted_to),
    'currencies', coalesce((
        SELECT json_agg(figures ORDER BY currency COLLATE "C") FROM (
            SELECT currency, jsonb_build_object('currency', currency) || jsonb_object_agg(band, figures) AS figures
            FROM band GROUP BY currency) AS by_currency), '[]')
)::text
FROM request
WHERE may_read($1, r, now) AND sees_amounts(r)
