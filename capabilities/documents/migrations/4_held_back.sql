-- A scheduled publication that could not happen at its hour, until somebody takes the document up again.
create table held_back (
    document_id bigint primary key references document (id),
    at text not null,
    -- JSON list of the reasons, as they were told
    reasons text not null
);
