-- A paper that is disclosed in part (条例 article 37): drawn to pictures, boxes laid over them, and the copy that goes out.
create table request_redaction (
    id bigint primary key,
    request_id bigint not null references request (id),
    name text not null,
    -- what its sealed pictures are bound to
    paper_key text not null,
    -- the paper itself, sealed
    original_id bigint not null references request_file (id),
    -- the copy that goes out
    released_id bigint references request_file (id),
    state text not null check (state in ('marking', 'released', 'dropped')),
    released_sha256 text not null,
    released_by bigint,
    released_name text not null,
    released_at text,
    version bigint not null,
    at text not null,
    by_name text not null
);
create index request_redaction_of on request_redaction (request_id, id);

create table request_redaction_page (
    redaction_id bigint not null references request_redaction (id),
    n bigint not null,
    -- of its picture, in pixels, and how many of them to the inch
    width bigint not null,
    height bigint not null,
    density bigint not null,
    -- 1 where a font or picture of it could not be drawn
    doubtful bigint not null check (doubtful in (0, 1)),
    -- of the sealed picture and the sealed letters on it, in the store; empty when erased
    picture_sha256 text not null,
    letters_sha256 text not null,
    primary key (redaction_id, n)
);

-- In ten-thousandths of the page's width and height from its upper left corner.
create table request_redaction_box (
    redaction_id bigint not null references request_redaction (id),
    page bigint not null,
    n bigint not null,
    left_at bigint not null,
    top_at bigint not null,
    right_at bigint not null,
    bottom_at bigint not null,
    -- BG14-1 … BG16-3
    ground text not null,
    by_id bigint not null,
    by_name text not null,
    at text not null,
    primary key (redaction_id, page, n)
);
