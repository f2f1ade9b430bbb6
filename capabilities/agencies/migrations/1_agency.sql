create table agency (
    id bigint primary key,
    -- `qinglan/edu`: below the agency it belongs to; never changes, roles and records hang on it
    path text not null unique,
    -- path of the agency above; empty at the root
    parent text not null,
    name text not null,
    short_name text not null,
    -- 统一社会信用代码; empty where the agency has none of its own
    code text not null,
    kind text not null,
    order_no bigint not null,
    address text not null,
    postcode text not null,
    office_hours text not null,
    phone text not null,
    fax text not null,
    email text not null,
    -- 机构职能, one a line (条例 article 20 (2))
    functions text not null,
    -- 内设机构: JSON list of names
    divisions text not null,
    -- 负责人: JSON list of {name, post, duties}
    leaders text not null,
    -- 政府信息公开工作机构: JSON (条例 articles 4 and 12)
    openness text not null,
    -- 机关代字, as they stand before the year in a document number: JSON list
    abbreviations text not null,
    state text not null check (state in ('active', 'dissolved')),
    -- path of the agency that took over; empty where none did
    successor text not null,
    -- empty while active
    dissolved_on text not null,
    check ((state = 'active') = (dissolved_on = ''))
);
create index agency_parent on agency (parent, order_no);
-- An index number begins with the code: two agencies may not share one.
create unique index agency_code on agency (code) where code <> '';

-- Every name an agency has borne: papers keep the name of their day.
create table agency_name (
    agency_id bigint not null references agency (id),
    from_on text not null,
    -- empty for the present name
    until_on text not null,
    name text not null,
    short_name text not null,
    code text not null,
    primary key (agency_id, from_on),
    check (until_on = '' or until_on > from_on)
);

create table site (
    id bigint primary key,
    host text not null unique,
    -- answers every host that no other site claims
    main bigint not null check (main in (0, 1)),
    name text not null,
    -- path of the agency whose subtree is shown
    root text not null,
    colour text not null,
    -- JSON, see gongkai_web::Footer
    footer text not null
);
create unique index site_main on site (main) where main = 1;
