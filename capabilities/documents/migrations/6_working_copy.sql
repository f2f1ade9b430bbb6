-- The text of a working copy, apart from the row that lists, counts and lookups read: they never walk past it.
-- There is a row only while the working copy says something else than the public edition: each text is kept once.
create table working_copy (
    document_id bigint primary key references document (id),
    -- canonical JSON; document.content_sha256 is its SHA-256
    content text not null
);
insert into working_copy (document_id, content)
    select d.id, d.content from document d
    where not exists (
        select 1 from edition e where e.document_id = d.id and e.number = d.edition and e.sha256 = d.content_sha256
    );
alter table document drop column content;
