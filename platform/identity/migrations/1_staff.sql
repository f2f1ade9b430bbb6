create table staff (
    id bigint primary key,
    login text not null unique,
    name text not null,
    agency_path text not null,
    -- Argon2id in PHC form
    password_hash text not null,
    password_changed_at text not null,
    -- base32; empty until the second factor is set up
    totp_secret text not null,
    -- the last accepted time step, so that a code is good once
    totp_step bigint not null,
    failed_attempts bigint not null,
    -- empty, or until when the account is locked
    locked_until text not null,
    -- active | disabled
    state text not null check (state in ('active', 'disabled')),
    created_at text not null
);

create table staff_grant (
    staff_id bigint not null references staff (id),
    role text not null,
    -- the role holds for this agency and all below it
    path text not null,
    primary key (staff_id, role, path)
);

create table session (
    -- SHA-256 of the token: a copy of the database opens no session
    id text primary key,
    staff_id bigint not null references staff (id),
    created_at text not null,
    seen_at text not null,
    from_address text not null,
    second_factor bigint not null check (second_factor in (0, 1))
);
create index session_staff on session (staff_id);
