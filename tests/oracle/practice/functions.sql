-- How the engine writes an instant: a fraction only where there is one, without trailing zeros.
CREATE FUNCTION instant(at timestamp) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS') || rtrim(rtrim(to_char(at, '.MS'), '0'), '.') || 'Z'
$$;
-- Amounts have two digits after the point, other decimals as many as they need. (`money` alone is a type.)
CREATE FUNCTION money_text(amount numeric) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT amount::numeric(38, 2)::text
$$;
CREATE FUNCTION decimal_text(amount numeric) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT trim_scale(amount)::text
$$;
-- The instant of the call, and instants of requests.
CREATE FUNCTION at_ms(ms bigint) RETURNS timestamp LANGUAGE sql IMMUTABLE AS $$
    SELECT to_timestamp(ms / 1000.0) AT TIME ZONE 'UTC'
$$;
CREATE FUNCTION at_text(value text) RETURNS timestamp LANGUAGE sql IMMUTABLE AS $$
    SELECT value::timestamptz AT TIME ZONE 'UTC'
$$;
-- Names in the form that they are ordered and compared by.
CREATE FUNCTION folded(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT lower(upper(value COLLATE "und-x-icu") COLLATE "und-x-icu") COLLATE "C"
$$;
-- The same without accents: what a text is looked for in.
CREATE FUNCTION plain(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(normalize(folded(value), NFD), '[\u0300-\u036f]', '', 'g') COLLATE "C"
$$;
CREATE FUNCTION holds(value text, needle text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(btrim(needle, E' \t\n'), '') = ''
        OR coalesce(position(plain(btrim(needle, E' \t\n')) IN plain(value)) > 0, false)
$$;
-- Whether a list of a request asks for nothing or holds the value.
CREATE FUNCTION wanted(list jsonb, value text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT list IS NULL OR list = 'null' OR jsonb_array_length(list) = 0 OR coalesce(list ? value, false)
$$;
-- Whether a flag of a request is absent or the same.
CREATE FUNCTION same(flag jsonb, value boolean) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT flag IS NULL OR flag = 'null' OR flag::boolean = value
$$;
-- The place of a value among ranked ones; unknown values have none.
CREATE FUNCTION rank_of(ranks text[], value text) RETURNS int LANGUAGE sql IMMUTABLE AS $$
    SELECT array_position(ranks, value)
$$;
-- A client as lists show it.
CREATE FUNCTION client_row(c clients) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object(
        'id', c.id,
        'businessName', c."businessName",
        'legalName', c."legalName",
        'taxId', c."taxId",
        'quickbooksId', c."quickbooksId",
        'primaryContactName', c."primaryContactName",
        'primaryContactEmail', c."primaryContactEmail",
        'businessType', c."businessType",
        'industry', c.industry,
        'status', c.status,
        'riskLevel', c."riskLevel",
        'annualRevenue', decimal_text(c."annualRevenue"),
        'documentCount', (SELECT count(*) FROM documents d
            WHERE d."clientId" = c.id AND d."organizationId" = c."organizationId" AND d."deletedAt" IS NULL),
        'engagementCount', (SELECT count(*) FROM engagements e
            WHERE e."clientId" = c.id AND e."organizationId" = c."organizationId" AND e."deletedAt" IS NULL),
        'invoiceCount', (SELECT count(*) FROM invoices i
            WHERE i."clientId" = c.id AND i."organizationId" = c."organizationId" AND i."deletedAt" IS NULL),
        'createdAt', instant(c."createdAt"),
        'updatedAt', instant(c."updatedAt")
    )
$$;
-- Whether a client fits the filters of a request.
CREATE FUNCTION client_fits(c clients, f jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (holds(c."businessName", f ->> 'text') OR holds(c."legalName", f ->> 'text')
             OR holds(c."primaryContactName", f ->> 'text') OR holds(c."primaryContactEmail", f ->> 'text')
             OR holds(c."taxId", f ->> 'text') OR holds(c.industry, f ->> 'text'))
        AND wanted(f -> 'statuses', c.status)
        AND wanted(f -> 'businessTypes', c."businessType")
        AND wanted(f -> 'riskLevels', c."riskLevel")
        AND wanted(f -> 'industries', c.industry)
        AND same(f -> 'hasQuickbooks', c."quickbooksId" IS NOT NULL)
        AND (f ->> 'annualRevenueMin' IS NULL OR c."annualRevenue" >= (f ->> 'annualRevenueMin')::numeric)
        AND (f ->> 'annualRevenueMax' IS NULL OR c."annualRevenue" <= (f ->> 'annualRevenueMax')::numeric)
        AND (f ->> 'createdFrom' IS NULL OR c."createdAt" >= at_text(f ->> 'createdFrom'))
        AND (f ->> 'createdTo' IS NULL OR c."createdAt" < at_text(f ->> 'createdTo'))
$$;
-- Counts by value: ranked values first, then others by spelling.
CREATE FUNCTION value_counts(value_list text[], ranks text[]) RETURNS json LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(json_agg(json_build_object('value', value, 'count', n)
                             ORDER BY rank_of(ranks, value) NULLS LAST, value COLLATE "C"), '[]')
    FROM (SELECT value, count(*) AS n FROM unnest(value_list) AS value GROUP BY value) AS counted
$$;
-- Rounded half away from zero to 12 places, as numeric does.
CREATE FUNCTION mean_text(total numeric, n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN n > 0 THEN decimal_text(round(total::numeric(60, 30) / n, 12)) END
$$;
-- A double as JSON: it has a point or an exponent even where it is whole.
CREATE FUNCTION float_json(value float8) RETURNS json LANGUAGE sql IMMUTABLE AS $$
    SELECT (CASE WHEN value::text ~ '^-?[0-9]+$' THEN value::text || '.0' ELSE value::text END)::json
$$;
-- Ratings in figures.
CREATE FUNCTION satisfaction_figures(overall bigint[], likelihood bigint[]) RETURNS json LANGUAGE sql IMMUTABLE AS $$
    WITH rated AS (
        SELECT count(*) FILTER (WHERE o BETWEEN 1 AND 10) AS n,
               count(*) FILTER (WHERE o NOT BETWEEN 1 AND 10) AS odd,
               (sum(o) FILTER (WHERE o BETWEEN 1 AND 10))::float8 AS total
        FROM unnest(overall) o
    ), answered AS (
        SELECT count(*) FILTER (WHERE l IN (9, 10)) AS promoters,
               count(*) FILTER (WHERE l IN (7, 8)) AS passives,
               count(*) FILTER (WHERE l BETWEEN 0 AND 6) AS detractors,
               count(*) FILTER (WHERE l NOT BETWEEN 0 AND 10) AS odd
        FROM unnest(likelihood) l
    )
    SELECT json_build_object(
        'count', r.n,
        'meanOfTen', float_json(total / nullif(n, 0)),
        'meanOfFive', float_json(total / nullif(n, 0) / 2),
        'distribution', CASE WHEN n = 0 THEN '[]'::json ELSE (
            SELECT json_agg(json_build_object('rating', s, 'count', (SELECT count(*) FROM unnest(overall) o WHERE o = s))
                            ORDER BY s)
            FROM generate_series(1, 10) s) END,
        'outOfRangeCount', r.odd,
        'netPromoterScore', float_json((100 * (promoters - detractors))::float8
                                       / nullif(promoters + passives + detractors, 0)),
        'promoterCount', promoters, 'passiveCount', passives, 'detractorCount', detractors,
        'answerOutOfRangeCount', a.odd
    ) FROM rated r, answered a
$$;
-- The address that a text names; none where it names none.
CREATE FUNCTION address_of(value text) RETURNS inet LANGUAGE plpgsql IMMUTABLE AS $$
    BEGIN RETURN btrim(value)::inet; EXCEPTION WHEN others THEN RETURN NULL; END
$$;
