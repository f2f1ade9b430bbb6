-- One request (one 件): a projection of its history for lists and counts. What the clock says is replayed from request_event.
create table request (
    id bigint primary key,
    agency_path text not null,
    -- `2026-000012`: what the applicant is told; unique in the installation
    number text not null unique,
    -- made by the form: the same form sent twice files once
    submission_key text not null unique,
    -- SHA-256 of the key in the applicant's address, and of the query code with the number
    access_hash text not null unique,
    query_hash text not null,
    -- the key and the code themselves, sealed: for a receipt that is printed again
    access_sealed text not null,
    -- a matter split off from this one, or merged into it
    parent_id bigint references request (id),
    merged_into bigint references request (id),
    -- 0 for a letter that goes on as several 件: its children count, it does not
    counted bigint not null check (counted in (0, 1)),
    -- 1 while an answer is owed: also when one is to be given anew
    is_open bigint not null check (is_open in (0, 1)),
    -- S02 … S17
    state text not null,
    channel text not null,
    applicant_kind text not null,
    -- what was asked for, in a line and in the applicant's words
    title text not null,
    description text not null,
    -- 载体形式 and 获取方式
    medium text not null,
    delivery text not null,
    -- help given to somebody who reads, sees or hears with difficulty (条例 article 43), and by whom the form was filled in
    assistance text not null,
    submitted_on text not null,
    receipt_on text,
    due_on text,
    -- the due day lies beyond the last holiday notice
    provisional bigint not null check (provisional in (0, 1)),
    -- the last holiday notice by which it is reckoned: what was promised keeps its inputs
    notice_id bigint not null,
    -- the next day on which something ends by itself: correction, opinion, fee
    waits_until text,
    overdue_told bigint not null,
    assignee_id bigint,
    assignee_name text not null,
    -- R01 … R43, and the day: of the first end, as the year's tables count it
    outcome text not null,
    replied_on text,
    in_time bigint check (in_time in (0, 1)),
    -- working days from receipt to reply that counted
    days_used bigint,
    -- 复议 and 诉讼 with their results, JSON list
    remedies text not null,
    -- keyed hash of who asked: the same applicant, without who it is
    applicant_key text not null,
    -- an answer that the agency chose to publish
    answer_state text not null check (answer_state in ('none', 'proposed', 'public')),
    answer_title text not null,
    answer_question text not null,
    answer_text text not null,
    answer_on text,
    -- the day on which identity is erased, and when it was
    erase_on text,
    erased_at text,
    version bigint not null,
    created_at text not null,
    changed_at text not null
);
-- The desk: what is open, by the day it is due.
create index request_open on request (is_open, agency_path, due_on);
create index request_year on request (agency_path, receipt_on);
create index request_applicant on request (applicant_key, receipt_on);
create index request_answers on request (answer_state, answer_on);
create index request_parent on request (parent_id);
create index request_erase on request (erase_on);

-- What happened, in order; never changed and never deleted.
create table request_event (
    request_id bigint not null references request (id),
    n bigint not null,
    on_day text not null,
    at text not null,
    event text not null,
    actor_id bigint not null,
    actor_name text not null,
    primary key (request_id, n)
);

-- Who asked, who acts for him, whom we asked: sealed; empty when erased.
create table request_person (
    request_id bigint not null references request (id),
    -- applicant | agent | third-1 …
    part text not null,
    sealed text not null,
    primary key (request_id, part)
);

create table request_file (
    id bigint primary key,
    request_id bigint not null references request (id),
    -- identity | mandate | scan | annex | evidence | opinion | material | released | letter
    kind text not null,
    name text not null,
    -- of the bytes as they lie in the store: sealed ones where `sealed`
    sha256 text not null,
    sealed bigint not null check (sealed in (0, 1)),
    n_bytes bigint not null,
    media_type text not null,
    at text not null,
    by_name text not null
);
create index request_file_of on request_file (request_id, id);

create table request_letter (
    id bigint primary key,
    request_id bigint not null references request (id),
    -- D02 … D28
    code text not null,
    -- applicant | third-1 …
    addressee text not null,
    -- 青教公开〔2026〕12号; empty until signed, or where a paper has none
    number text not null,
    number_key text unique,
    -- what fills the template, JSON; its SHA-256 is what reviews approve
    body text not null,
    body_sha256 text not null,
    -- outcome of an answer; empty for other letters
    outcome text not null,
    state text not null check (state in ('draft', 'in_review', 'signed', 'sent', 'dropped')),
    drafted_by bigint not null,
    drafted_name text not null,
    signed_name text not null,
    signed_on text,
    pdf_sha256 text not null,
    docx_sha256 text not null,
    -- post | in_hand | online | email
    way text not null,
    tracking text not null,
    sent_on text,
    received_on text,
    version bigint not null,
    at text not null
);
create index request_letter_of on request_letter (request_id, id);

-- Reviews of an answer name the bytes they approve.
create table request_review (
    id bigint primary key,
    letter_id bigint not null references request_letter (id),
    -- secrecy | legal | head
    kind text not null,
    staff_id bigint not null,
    name text not null,
    at text not null,
    approved bigint not null check (approved in (0, 1)),
    opinion text not null,
    body_sha256 text not null
);
create index request_review_of on request_review (letter_id, id);

-- 检索记录 (条例 article 36 (4)): without one nothing is "not existing".
create table request_search (
    id bigint primary key,
    request_id bigint not null references request (id),
    searched_on text not null,
    systems text not null,
    words text not null,
    searcher text not null,
    result text not null,
    at text not null
);
create index request_search_of on request_search (request_id, id);

-- Notes of the office and talks with the applicant (003-32).
create table request_note (
    id bigint primary key,
    request_id bigint not null references request (id),
    -- note | contact
    kind text not null,
    text text not null,
    at text not null,
    by_name text not null
);
create index request_note_of on request_note (request_id, id);

-- A page for a third party without an account, opened by its token, once answered closed.
create table request_link (
    token_hash text primary key,
    request_id bigint not null references request (id),
    consultation bigint not null,
    expires_on text not null,
    used_at text
);

-- A desk's calendar feed: a secret address per person.
create table request_feed (
    token_hash text primary key,
    staff_id bigint not null unique,
    at text not null
);

-- Yearly notices of the State Council on holidays, and regional ones, as an administrator brought them in.
create table holiday_notice (
    id bigint primary key,
    -- national | regional
    scope text not null,
    title text not null,
    -- tab-separated rows as they were given
    body text not null,
    at text not null,
    by_name text not null
);
