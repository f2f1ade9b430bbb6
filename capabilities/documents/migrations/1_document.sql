create table document (
    id bigint primary key,
    agency_path text not null,
    kind text not null,
    -- the working copy: draft | in_review | approved | scheduled | settled (it says what the published edition says)
    state text not null check (state in ('draft', 'in_review', 'approved', 'scheduled', 'settled')),
    -- what the public sees: none | published | withdrawn
    public_state text not null check (public_state in ('none', 'published', 'withdrawn')),
    -- the working copy, canonical JSON, and its SHA-256: approvals name it
    content text not null,
    content_sha256 text not null,
    -- rises with every save: two people on one draft cannot overwrite each other unseen
    version bigint not null,
    author_id bigint not null,
    author_name text not null,
    created_at text not null,
    changed_at text not null,
    -- the chain of reviews chosen at submission, JSON; empty before
    chain text not null,
    submitted_at text,
    -- what goes with the working copy but not into its bytes: change reason, openness reason, import cuts; JSON
    handling text not null,
    -- publication was forced past the chain and waits for its review after the fact
    forced bigint not null check (forced in (0, 1)),
    publish_at text,
    -- identity of an imported original: agency and SHA-256 of its bytes
    source_key text unique,
    source_name text,
    -- the metadata of the working copy that lists filter by
    title text not null,
    document_number text,
    -- canonical form of 文号 with its issuer: unique among what is not withdrawn
    number_key text,
    index_number text unique,
    topic text not null,
    genre text not null,
    audience text not null,
    -- item of articles 20 and 21: ZD20-01
    item text not null,
    openness text not null check (openness in ('proactive', 'on_request', 'withheld')),
    ground text not null,
    -- when a withheld text is assessed again (article 18)
    reassess_on text,
    formed_on text,
    -- the public edition; null while there is none
    edition bigint not null,
    published_on text,
    first_online_at text,
    edition_at text,
    summary text not null,
    n_attachments bigint not null,
    effective_on text,
    ends_on text,
    -- 公示期满: the day after the last day on which it is shown
    expires_on text,
    -- 有效性 as of validity_day and the next day on which it turns by itself
    validity text not null,
    validity_turns_on text,
    withdrawn_at text,
    withdrawn_reason text,
    withdrawn_basis text,
    withdrawn_by text,
    -- near-duplicate signature of the published text
    signature text not null,
    check (published_on is null or formed_on is null or published_on >= formed_on),
    check (public_state = 'none' or edition > 0)
);
create unique index document_number_key on document (number_key);
create index document_public on document (public_state, published_on, id);
create index document_agency on document (agency_path, state);
create index document_kind on document (kind, public_state, published_on);
create index document_item on document (item, public_state, published_on);
create index document_turns on document (validity_turns_on);

create table edition (
    document_id bigint not null references document (id),
    number bigint not null,
    content text not null,
    sha256 text not null,
    -- why this edition differs from the one before
    reason text not null,
    published_at text not null,
    published_by text not null,
    primary key (document_id, number)
);

create table approval (
    id bigint primary key,
    document_id bigint not null references document (id),
    step text not null,
    -- the bytes that were approved: one changed byte voids it
    content_sha256 text not null,
    staff_id bigint not null,
    name text not null,
    at text not null,
    decision text not null check (decision in ('approved', 'returned')),
    opinion text not null,
    -- voided by a change or a return
    voided_at text
);
create index approval_document on approval (document_id, id);

-- Approval by somebody without an account, through a link that works once.
create table approval_link (
    token_sha256 text primary key,
    document_id bigint not null references document (id),
    step text not null,
    name text not null,
    content_sha256 text not null,
    made_by bigint not null,
    expires_at text not null,
    used_at text
);

create table exemption (
    document_id bigint not null references document (id),
    -- identifies a finding by code, place and excerpt
    finding text not null,
    reason text not null,
    staff_id bigint not null,
    name text not null,
    at text not null,
    primary key (document_id, finding)
);

create table relation (
    document_id bigint not null references document (id),
    ordinal bigint not null,
    -- amends | repeals | implements | interprets | based_on | forwards | cites …
    relation text not null,
    target_id bigint,
    target_title text not null,
    target_number text not null,
    state text not null check (state in ('proposed', 'confirmed', 'rejected')),
    primary key (document_id, ordinal)
);
create index relation_target on relation (target_id, relation);

create table validity_fact (
    document_id bigint not null references document (id),
    ordinal bigint not null,
    on_date text not null,
    -- JSON of the fact
    fact text not null,
    by_document_id bigint,
    note text not null,
    recorded_by text not null,
    primary key (document_id, ordinal)
);

-- Bands of the signature: texts that share one are compared.
create table band (
    band bigint not null,
    document_id bigint not null references document (id),
    primary key (band, document_id)
);

create table presence (
    document_id bigint not null,
    staff_id bigint not null,
    name text not null,
    seen_at text not null,
    primary key (document_id, staff_id)
);

-- Searches that found nothing, for the staff.
create table zero_result (
    id bigint primary key,
    site text not null,
    words text not null,
    at text not null
);
