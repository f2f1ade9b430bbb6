create table catalogue (
    id bigint primary key,
    -- `std26`: stands in addresses and in what a record says that it fulfils; never changes
    code text not null unique,
    title text not null,
    list_kind text not null,
    tier text not null,
    -- path of the agency that keeps it; empty where that is no agency of this installation (the State Council's ministries, the province)
    owner text not null,
    -- the catalogue it inherits from; none at the root
    parent_id bigint references catalogue (id),
    filed_on text not null
);

-- Rises with every change of catalogues, bearers and spans: what is worked out from them is kept until then.
create table catalogue_revision (
    id bigint primary key check (id = 1),
    number bigint not null
);
create index catalogue_owner on catalogue (owner);

-- Every version of a catalogue. Rows are appended, never rewritten: each can be read as it was.
create table catalogue_version (
    catalogue_id bigint not null references catalogue (id),
    number bigint not null,
    -- the version of the parent that this one inherits; 0 at the root
    parent_version bigint not null,
    on_date text not null,
    reason text not null,
    -- the document by which it was adopted
    basis text not null,
    by_id bigint not null,
    by_name text not null,
    at text not null,
    -- of the items as they are in this version
    sha256 text not null,
    primary key (catalogue_id, number),
    check (number >= 1)
);

-- What a catalogue says itself of an item, from a version on, until it says something else.
create table entry (
    catalogue_id bigint not null references catalogue (id),
    item_code text not null,
    version bigint not null,
    kind text not null check (kind in ('own', 'localised', 'not_applicable', 'pinned', 'removed')),
    -- the parent's item that was known when this was said; empty where there was none
    base_sha256 text not null,
    -- canonical JSON of the item; empty where it says that there is none
    content text not null,
    reason text not null,
    primary key (catalogue_id, item_code, version)
);

-- Who owes what: a field (`field:01`) or one item (`item:010203`) of a catalogue.
create table bearer (
    id bigint primary key,
    catalogue_id bigint not null references catalogue (id),
    target text not null,
    agency_path text not null,
    from_on text not null,
    -- the first day on which it no longer holds; empty while it does
    until_on text not null,
    check (until_on = '' or until_on >= from_on)
);
create index bearer_catalogue on bearer (catalogue_id, target);

-- Spans that a phrase leaves open, settled by an agency for itself and those below it.
create table settled_span (
    agency_path text not null,
    from_on text not null,
    -- 实时, in hours
    real_time_hours bigint not null,
    -- 及时, in working days; never more than 20 (条例 article 26)
    prompt_working_days bigint not null check (prompt_working_days between 1 and 20),
    primary key (agency_path, from_on)
);

-- Which record fulfils which item. `line` is the code of the root of the inheritance: a duty survives a new catalogue below it.
create table fulfilment (
    line text not null,
    item_code text not null,
    agency_path text not null,
    document_id bigint not null,
    title text not null,
    formed_on text not null,
    published_on text not null,
    state text not null check (state in ('proposed', 'confirmed', 'void')),
    -- the day on which it ceased to count (withdrawn, or the record no longer says so); empty while it counts
    void_on text not null,
    by_name text not null,
    at text not null,
    -- why it was proposed
    why text not null,
    primary key (document_id, line, item_code, agency_path)
);
create index fulfilment_agency on fulfilment (agency_path, line, item_code);

-- 零报告: a statement, signed by another than who drafted it, that nothing arose in a period.
create table nil_statement (
    id bigint primary key,
    line text not null,
    item_code text not null,
    agency_path text not null,
    period text not null,
    reason text not null,
    drafted_by bigint not null,
    drafted_name text not null,
    drafted_at text not null,
    signed_by bigint not null,
    signed_name text not null,
    -- the day of the signature; empty before
    signed_on text not null,
    state text not null check (state in ('drafted', 'signed', 'refused', 'void')),
    note text not null,
    check (signed_by = 0 or signed_by <> drafted_by)
);
create index nil_statement_agency on nil_statement (agency_path, line, item_code);

-- What happened on a day and sets a clock going: 预算批准日, 决定作出日.
create table occurrence (
    id bigint primary key,
    line text not null,
    item_code text not null,
    agency_path text not null,
    on_date text not null,
    what text not null,
    by_name text not null,
    at text not null
);
create index occurrence_agency on occurrence (agency_path, line, item_code);
