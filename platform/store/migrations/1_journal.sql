create table sequence (
    name text primary key,
    value bigint not null
);

create table journal (
    number bigint primary key,
    at text not null,
    actor_kind text not null,
    actor_id bigint not null,
    actor_name text not null,
    actor_from text not null,
    kind text not null,
    subject text not null,
    agency text not null,
    public bigint not null check (public in (0, 1)),
    detail text not null,
    previous text not null,
    hash text not null
);
create index journal_subject on journal (subject, number);

-- One row: its lock is what orders the journal.
create table journal_head (
    id bigint primary key check (id = 1),
    number bigint not null,
    hash text not null
);
insert into journal_head (id, number, hash) values (1, 0, '');

create table follower (
    name text primary key,
    number bigint not null
);

create table job (
    id bigint primary key,
    kind text not null,
    key text not null,
    payload text not null,
    run_at text not null,
    -- empty while nobody holds it
    lease_until text not null,
    attempts bigint not null,
    done_at text,
    error text not null
);
create index job_due on job (done_at, run_at);
